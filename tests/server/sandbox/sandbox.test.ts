import { afterAll, describe, expect, test } from "vitest";
import { createSandbox } from "../../../server/sandbox/create-sandbox";
import type { SandboxLog, SandboxOptions, SandboxResult } from "../../../server/sandbox/sandbox";

const sandbox = createSandbox();
afterAll(() => sandbox.close());

const quick = { itemMs: 300 };

async function run(
  code: string,
  items: readonly unknown[] = [{}],
  options: SandboxOptions & { seed?: number } = {},
): Promise<readonly SandboxResult[]> {
  const program = { code, entry: "transform", seed: options.seed };
  const session = await sandbox.open(program, { ...options, limits: { ...quick, ...options.limits } });
  try {
    return await session.call(items);
  } finally {
    session.close();
  }
}

/** The reason for which the first item failed. */
async function reasonOf(code: string, options: SandboxOptions = {}): Promise<string> {
  const [result] = await run(code, [{ n: 1 }], options);
  if (!result || result.ok) throw new Error(`Expected a failure, got ${JSON.stringify(result)}.`);
  return result.reason;
}

const check = (code: string) => sandbox.check({ code, entry: "transform" });

describe("running", () => {
  test("calls the function with each item and keeps the order", async () => {
    const items = Array.from({ length: 2_500 }, (_, n) => ({ n }));
    const results = await run("function transform(doc) { return { twice: doc.n * 2 } }", items);
    expect(results).toEqual(items.map(({ n }) => ({ ok: true, value: { twice: n * 2 } })));
  });

  test("takes a const as well as a function, and lets code keep what it computed once", async () => {
    const code = "const factor = 6 * 7; const transform = (doc) => doc * factor";
    expect(await run(code, [1, 2])).toEqual([
      { ok: true, value: 42 },
      { ok: true, value: 84 },
    ]);
  });

  test("passes every kind of JSON value in and out unchanged", async () => {
    const items = [
      null,
      true,
      1.5,
      -0.1,
      1e21,
      "é中文😀\u0000\ud800",
      [],
      {},
      { a: [{ b: null }] },
      "x".repeat(200_000),
    ];
    const results = await run("const transform = (doc) => doc", items);
    expect(results).toEqual(items.map((value) => ({ ok: true, value })));
  });

  test("knows nothing from undefined", async () => {
    expect(await run("function transform() {}")).toEqual([{ ok: true, value: undefined }]);
  });

  test("waits for promises that settle by themselves", async () => {
    const code =
      "async function transform(doc) { await null; return (await Promise.all([doc.n, 2])).join() }";
    expect(await run(code, [{ n: 1 }, { n: 3 }])).toEqual([
      { ok: true, value: "1,2" },
      { ok: true, value: "3,2" },
    ]);
  });

  test("repeats Math.random by seed and item, whatever came before", async () => {
    const code =
      "function transform(doc) { if (doc.skip) return null; return [Math.random(), Math.random()] }";
    const all = await run(code, [{}, {}, {}], { seed: 7 });
    const some = await run(code, [{ skip: true }, { skip: true }, {}], { seed: 7 });
    expect(some[2]).toEqual(all[2]);
    expect(all[0]).not.toEqual(all[1]);
    expect(await run(code, [{}], { seed: 8 })).not.toEqual([all[0]]);
  });

  test("hands console lines over in order and stops at a bound", async () => {
    const lines: SandboxLog[] = [];
    const code =
      "function transform(doc) { console.log('n is', doc, [1]); console.error(new TypeError('odd')) }";
    await run(code, [{ n: 1 }], { onLog: (line) => lines.push(line) });
    expect(lines).toEqual([
      { level: "info", text: 'n is {"n":1} [1]' },
      { level: "error", text: "TypeError: odd" },
    ]);
    lines.length = 0;
    const flood = "function transform() { for (let i = 0; i < 1200; i++) console.log('x'.repeat(9000)) }";
    await run(flood, [1], { onLog: (line) => lines.push(line) });
    expect(lines).toHaveLength(1_001);
    expect(lines[0]!.text).toHaveLength(4_097);
    expect(lines.at(-1)!.text).toContain("the rest is not kept");
  });
});

describe("errors of the code", () => {
  test.each([
    [
      "function transform(doc) {\n  return doc.a.b;\n}",
      "TypeError: cannot read property 'b' of undefined (line 2, column",
    ],
    ["function transform() { throw new Error('no\\nway') }", "Error: no\nway (line 1, column"],
    ["function transform() { throw 'plain' }", "threw plain"],
    ["function transform() { throw null }", "threw null"],
    ["function transform() { throw { get message() { throw 1 } } }", "threw"],
    [
      "function transform() { const e = new Error(); Object.defineProperty(e, 'message', { get() { throw 1 } }); throw e }",
      "cannot be described",
    ],
    [
      "function transform() { const a = {}; a.a = a; return a }",
      "the result cannot become JSON: TypeError: circular reference",
    ],
    ["function transform() { return 10n }", "the result cannot become JSON"],
    ["async function transform() { throw new RangeError('later') }", "RangeError: later (line 1"],
    ["function transform() { return new Promise(() => {}) }", "a promise that never settles"],
    ["async function transform() { return await import('fs') }", "could not load module"],
    ["function transform() { return 'x'.repeat(5e6) }", "the result is too large"],
    [
      "function transform() { let o = {}; for (let i = 0; i < 1200; i++) o = { o }; return o }",
      "the result nests more than 100 levels deep",
    ],
    ["function transform() { return eval('1 +') }", "SyntaxError"],
  ])("%s", async (code, reason) => {
    expect(await reasonOf(code)).toContain(reason);
  });

  test("fail their item alone", async () => {
    const results = await run(
      "function transform(n) { if (n === 2) throw new Error('two'); return n }",
      [1, 2, 3],
    );
    expect(results.map(({ ok }) => ok)).toEqual([true, false, true]);
  });

  test("a reason is never longer than a person would read", async () => {
    expect((await reasonOf("function transform() { throw new Error('x'.repeat(1e6)) }")).length).toBeLessThan(
      2_100,
    );
  });
});

describe("what must be stopped", () => {
  const bombs: [name: string, code: string, reason: RegExp][] = [
    ["an endless loop", "for (;;);", /longer than 300 ms/],
    [
      "an endless loop that catches everything",
      "for (;;) { try { for (;;); } catch {} finally { continue } }",
      /longer than 300 ms/,
    ],
    ["a regular expression without end", "/^(a+)+$/.test('a'.repeat(60) + 'b')", /longer than 300 ms/],
    [
      "an endless generator",
      "for (const one of (function* () { for (;;) yield 1 })()) void one",
      /longer than 300 ms/,
    ],
    [
      "promises that breed",
      "(function again() { Promise.resolve().then(again) })()",
      /promise callbacks were waiting/,
    ],
    ["recursion", "(function f() { return f() + 1 })()", /stack overflow/],
    [
      "recursion through toString",
      "const o = { toString() { return String(o) } }; String(o)",
      /stack overflow/,
    ],
    [
      "an allocation in steps",
      "const a = []; for (;;) a.push('x'.repeat(100000) + a.length)",
      /more memory than 67 MB/,
    ],
    ["an allocation at once", "new Array(1e9).fill(1)", /memory|longer/],
    ["a giant string", "let s = 'x'; for (;;) s += s + s.length", /memory|string/i],
    ["a giant buffer", "new Uint8Array(2 ** 31)", /memory|length/i],
    [
      "what the engine cannot interrupt, so that its thread is killed",
      "let a = []; for (let i = 0; i < 20000; i++) a = [a]; return a",
      /longer than 300 ms/,
    ],
    ["deep nesting in text", "JSON.parse('['.repeat(1e5))", /stack overflow/],
    ["deep nesting in code", "eval('('.repeat(1e5))", /stack overflow/],
    ["a getter that never ends", "return { get a() { for (;;); } }", /longer than 300 ms/],
    [
      "a thrown trap",
      "throw { get message() { for (;;); }, toString() { for (;;); }, toJSON() { for (;;); } }",
      /longer than 300 ms/,
    ],
  ];

  test.each(bombs)("%s", async (_name, body, reason) => {
    const code = `function transform(n) { if (n !== 2) return n; ${body} }`;
    // What must run out of memory gets the time to do so on a busy machine.
    const itemMs = `${reason}`.includes("emory") ? 10_000 : 300;
    const results = await run(code, [1, 2, 3], { limits: { itemMs } });
    expect(results[0]).toEqual({ ok: true, value: 1 });
    expect(results[1]).toEqual({ ok: false, reason: expect.stringMatching(reason) });
    expect(results[2]).toEqual({ ok: true, value: 3 });
  });

  test("gives up when it happens again and again", async () => {
    const endless = run("function transform() { for (;;); }", [1, 2, 3, 4], {
      limits: { itemMs: 50, stoppedItems: 2 },
    });
    await expect(endless).rejects.toMatchObject({
      code: "LIMIT_EXCEEDED",
      message: expect.stringContaining("3 rows"),
    });
  });

  test("memory of stopped items is given back", async () => {
    const code = "function transform() { const a = []; for (;;) a.push('x'.repeat(100000) + a.length) }";
    const before = process.memoryUsage().rss;
    const results = await run(code, Array.from({ length: 8 }), {
      limits: { itemMs: 5_000, stoppedItems: 100 },
    });
    expect(results.every((result) => !result.ok && result.reason.includes("memory"))).toBe(true);
    expect(process.memoryUsage().rss - before).toBeLessThan(350e6);
  });

  test("an abort ends a loop at once", async () => {
    const controller = new AbortController();
    const program = { code: "function transform() { for (;;); }", entry: "transform" };
    const session = await sandbox.open(program, { signal: controller.signal, limits: { itemMs: 60_000 } });
    const call = session.call([1]);
    let abortedAt = 0;
    setTimeout(() => {
      abortedAt = performance.now();
      controller.abort();
    }, 50);
    await expect(call).rejects.toMatchObject({ code: "CANCELLED" });
    expect(performance.now() - abortedAt).toBeLessThan(500);
    session.close();
  });

  test("a signal that has fired already lets nothing start", async () => {
    const opening = run("function transform() { return 1 }", [1], { signal: AbortSignal.abort() });
    await expect(opening).rejects.toMatchObject({ code: "CANCELLED" });
  });
});

describe("reaching out", () => {
  test("there is no host to be found", async () => {
    const names = [
      "process",
      "require",
      "module",
      "fetch",
      "XMLHttpRequest",
      "WebAssembly",
      "Worker",
      "setTimeout",
      "queueMicrotask",
      "std",
      "os",
      "scriptArgs",
      "print",
      "load",
      "Buffer",
      "globalThis.global",
      "SharedArrayBuffer.prototype.grow?.host",
    ];
    const code = `function transform(name) { try { return typeof Function("return " + name)() } catch { return "undefined" } }`;
    const results = await run(code, names);
    expect(results).toEqual(names.map(() => ({ ok: true, value: "undefined" })));
  });

  test("constructors lead back into the sandbox only", async () => {
    const code = `function transform(doc) {
      const found = [doc.constructor, console.log.constructor, (async () => {}).constructor, transform.constructor];
      return found.map((make) => make.constructor("return typeof process + typeof require + typeof globalThis.process")());
    }`;
    const [result] = await run(code);
    expect(result).toEqual({ ok: true, value: Array(4).fill("undefinedundefinedundefined") });
  });

  test("nothing that code does to its own world reaches ours or the answers of others", async () => {
    const code = `
      JSON.stringify = () => '{"forged":true}'; JSON.parse = () => ({ forged: true });
      Object.prototype.polluted = 1; Array.prototype.push = null; String.prototype.slice = null;
      Function.prototype.call = null; Promise.prototype.then = null; Object.prototype.toJSON = undefined;
      function transform(doc) { return JSON.constructor ? { n: doc.n } : 0 }`;
    expect(await run(code, [{ n: 1 }])).toEqual([{ ok: true, value: { n: 1 } }]);
    expect(({} as Record<string, unknown>).polluted).toBeUndefined();
    expect(await run("function transform(doc) { return doc.polluted === undefined }")).toEqual([
      { ok: true, value: true },
    ]);
  });

  test("__proto__ in an answer is a key like any other", async () => {
    const code = `function transform(doc) { return JSON.parse('{"__proto__":{"admin":true},"constructor":{"prototype":1}}') }`;
    const [result] = await run(code);
    const value = (result as { value: Record<string, unknown> }).value;
    expect(Object.keys(value)).toEqual(["__proto__", "constructor"]);
    expect(Object.getPrototypeOf(value)).toBe(Object.prototype);
    expect(({} as { admin?: boolean }).admin).toBeUndefined();
  });

  test("one program sees nothing of the one before it in the same thread", async () => {
    await run("globalThis.secret = 'left behind'; function transform() { return 1 }");
    const [result] = await run("function transform() { return typeof secret }");
    expect(result).toEqual({ ok: true, value: "undefined" });
  });
});

describe("checking", () => {
  test("finds nothing wrong with good code", async () => {
    expect(await check("function transform(doc) { return doc }")).toEqual([]);
  });

  test.each([
    ["let a = 1;\nfunction transform(doc) { return +\n}", "code-syntax", 3, 1],
    ["let a;\nlet a;\nfunction transform() {}", "code-syntax", 2, 6],
    ["function transform() {\n  return 'open\n}", "code-syntax", 2, undefined],
    ["import fs from 'fs';\nfunction transform() {}", "code-syntax", 1, undefined],
    ["const x = y;\nfunction transform() {}", "code-failed", 1, 11],
    ["\nthrow new Error('at once')", "code-failed", 2, undefined],
    ["function other() {}", "function-missing", 1, 1],
    ["", "function-missing", 1, 1],
    ["const transform = 5", "function-missing", 1, 1],
    ["for (;;);", "code-stopped", 1, 1],
    ["eval('('.repeat(1e5))", "code-syntax", undefined, undefined],
    ["const a = []; for (;;) a.push('x'.repeat(100000) + a.length)", "code-failed", 1, undefined],
  ])("%j is reported", async (code, problem, line, column) => {
    const [found, ...more] = await check(code);
    expect(more).toEqual([]);
    expect(found).toMatchObject({ code: problem });
    if (line) expect(found?.line).toBe(line);
    if (column) expect(found?.column).toBe(column);
  });

  test("knows Python when it sees it", async () => {
    const [found] = await check("def transform(doc):\n    return {'a': 1}");
    expect(found?.message).toContain("must be JavaScript");
  });

  test("many checks at once are answered one after the other", async () => {
    const all = await Promise.all(
      Array.from({ length: 40 }, (_, n) => check(n % 2 ? "function transform() {}" : "(")),
    );
    expect(all.map((problems) => problems.length)).toEqual(
      Array.from({ length: 40 }, (_, n) => (n % 2 ? 0 : 1)),
    );
  });

  test("opening bad code throws its problems", async () => {
    await expect(run("(")).rejects.toMatchObject({
      code: "BAD_USER_INPUT",
      problems: [{ code: "code-syntax", line: 1 }],
    });
  });
});

describe("threads", () => {
  test("a killed thread costs no other item, and each is answered once", async () => {
    const deep = "let a = []; for (let i = 0; i < 20000; i++) a = [a]; return a";
    const code = `let calls = 0; function transform(n) { calls++; if (n % 40 === 7) { ${deep} } return n }`;
    const items = Array.from({ length: 100 }, (_, n) => n);
    const results = await run(code, items, { limits: { itemMs: 100 } });
    expect(results.map((result) => result.ok)).toEqual(items.map((n) => n % 40 !== 7));
    expect(results.filter(({ ok }) => ok).map((result) => result.ok && result.value)).toEqual(
      items.filter((n) => n % 40 !== 7),
    );
  });

  test("sessions side by side do not mix", async () => {
    const runs = Array.from({ length: 4 }, (_, k) =>
      run(`function transform(n) { return [${k}, n] }`, [1, 2, 3]),
    );
    const results = await Promise.all(runs);
    results.forEach((list, k) => {
      expect(list.map((result) => result.ok && result.value)).toEqual([
        [k, 1],
        [k, 2],
        [k, 3],
      ]);
    });
  });

  test("closing the sandbox ends a session with UNAVAILABLE", async () => {
    const other = createSandbox();
    const session = await other.open({ code: "function transform() { for (;;); }", entry: "transform" });
    const call = session.call([1]);
    setTimeout(() => void other.close(), 20);
    await expect(call).rejects.toMatchObject({ code: "UNAVAILABLE" });
  });

  test("forty tiny calls, thread included, take less than half a second", async () => {
    const own = createSandbox();
    const started = performance.now();
    const code =
      "const fibo = (n) => (n < 2 ? n : fibo(n - 1) + fibo(n - 2)); const transform = ({ n }) => ({ value: fibo(n) })";
    const session = await own.open({ code, entry: "transform" });
    for (let call = 0; call < 40; call++)
      expect(await session.call([{ n: 10 }])).toEqual([{ ok: true, value: { value: 55 } }]);
    expect(performance.now() - started).toBeLessThan(500);
    session.close();
    await own.close();
  });
});
