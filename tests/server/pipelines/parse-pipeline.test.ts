import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { checkOperations } from "../../../server/pipelines/document/check-operations";
import { DOCUMENT_LIMITS } from "../../../server/pipelines/document/limits";
import { createProblemList } from "../../../server/pipelines/document/problem-list";
import { readYaml } from "../../../server/pipelines/document/read-yaml";
import { parsePipeline } from "../../../server/pipelines/parse-pipeline";
import { fakeOperators, noTools } from "./fake-operators";

const parse = (text: string) => parsePipeline(text, fakeOperators, noTools);

const good = `
datasets:
  cars: {type: dataset, dataset: Cars}
  tiny:
    type: memory
    rows:
      - {n: 1}
operations:
  - name: twice
    type: copy
  - name: pick
    type: sieve
    key: n
    filter: 3
pipeline:
  steps:
    - name: first
      input: cars
      operations: [twice, pick]
    - name: second
      input: first
      operations:
        - twice
    - name: third
      input: tiny
      operations: [twice]
  output: {type: file, path: out/result.json}
`;

/** "code line:column" of each problem, for short expectations. */
async function problemsOf(text: string): Promise<string[]> {
  const { problems, plan } = await parse(text);
  expect(plan === null).toBe(problems.length > 0);
  return problems.map((problem) => `${problem.code} ${problem.line}:${problem.column}`);
}

/** A document with the given operations and steps, each on its own line from line 2 on. */
const withSteps = (operations: string, steps: string) =>
  `operations:\n${operations}\npipeline:\n  steps:\n${steps}\n`;

describe("a correct document", () => {
  test("becomes a plan in execution order", async () => {
    const { plan, problems, warnings } = await parse(good);
    expect(problems).toEqual([]);
    expect(
      plan?.operations.map(({ position, step, operation, input }) => ({ position, step, operation, input })),
    ).toEqual([
      { position: 0, step: "first", operation: "twice", input: { from: "dataset", name: "cars" } },
      { position: 1, step: "first", operation: "pick", input: { from: "operation", position: 0 } },
      { position: 2, step: "second", operation: "twice", input: { from: "operation", position: 1 } },
      { position: 3, step: "third", operation: "twice", input: { from: "dataset", name: "tiny" } },
    ]);
    expect(plan?.operations[1]?.config).toEqual({ key: "n", filter: 3 });
    expect(plan?.datasets).toEqual([
      { name: "cars", source: { kind: "dataset", dataset: "Cars" }, place: { line: 3, column: 34 } },
      { name: "tiny", source: { kind: "memory", rows: [{ n: 1 }] }, place: { line: 5, column: 5 } },
    ]);
    expect(plan?.outputName).toBe("result");
    expect(warnings.map((warning) => warning.code)).toEqual(["unused-step"]);
  });

  test("may be JSON", async () => {
    const document = {
      operations: [{ name: "a", type: "copy" }],
      pipeline: { steps: [{ name: "s", operations: ["a"] }] },
    };
    const { plan } = await parse(JSON.stringify(document, null, 2));
    expect(plan?.operations).toHaveLength(1);
    expect(plan?.operations[0]?.input).toEqual({ from: "nothing" });
  });

  test("may use anchors, aliases and merge keys", async () => {
    const { plan, problems } = await parse(`
operations:
  - &base {name: a, type: sieve, key: n}
  - {<<: *base, name: b}
pipeline:
  steps:
    - {name: s, operations: [a, b]}
`);
    expect(problems).toEqual([]);
    expect(plan?.operations[1]).toMatchObject({ operation: "b", config: { key: "n" } });
  });

  test("accepts DocETL's keys for models and files", async () => {
    const { plan, problems } = await parse(`
default_model: gpt-4o-mini
system_prompt: {persona: a clerk, dataset_description: letters}
rate_limits: {llm_call: [{count: 500, per: 1, unit: minute}]}
datasets: {d: {type: file, path: letters, source: local}}
operations: [{name: a, type: copy, optimize: true, sample: 3}]
pipeline:
  steps: [{name: s, input: d, operations: [a]}]
  output: {type: file, path: x.json, intermediate_dir: tmp}
`);
    expect(problems).toEqual([]);
    expect(plan?.datasets[0]?.source).toEqual({ kind: "dataset", dataset: "letters" });
    expect(plan?.operations[0]?.sample).toBe(3);
  });

  test("gives defaults of the operator's schema", async () => {
    const { plan } = await parse(
      withSteps("  - {name: a, type: checked, code: ok}", "    - {name: s, operations: [a]}"),
    );
    expect(plan?.operations[0]?.config).toEqual({ code: "ok", mode: "fast" });
  });
});

describe("problems carry code and place", () => {
  test.each([
    ["an empty text", "", ["empty-document 1:1"]],
    ["only a comment", "# later", ["empty-document 1:1"]],
    ["a list", "- a\n- b", ["wrong-type 1:1"]],
    ["a text", "hello", ["wrong-type 1:1"]],
    ["a tab", "operations:\n\t- name: a", ["tab-indentation 2:1"]],
    ["an open quote", "operations: 'a", ["missing-character 1:15"]],
    ["two documents", "a: 1\n---\nb: 2", ["several-documents 2:1"]],
    ["a colon in a value", "operations:\n  - name: a: b", ["nested-mapping 2:11"]],
    ["nothing but a key", "operations: []", ["missing-key 1:1"]],
  ])("%s", async (_name, text, expected) => {
    expect(await problemsOf(text)).toEqual(expected);
  });

  test("duplicate keys, at the second one", async () => {
    const text = withSteps(
      "  - name: a\n    type: copy\n    type: sieve",
      "    - {name: s, operations: [a]}",
    );
    expect(await problemsOf(text)).toEqual(["duplicate-key 4:5"]);
  });

  test("an operator that does not exist, with the nearest one", async () => {
    const { problems } = await parse(
      withSteps("  - {name: a, type: seive, key: n}", "    - {name: s, operations: [a]}"),
    );
    expect(problems).toMatchObject([
      { code: "unknown-operator", line: 2, column: 21, path: ["operations", 0, "type"] },
    ]);
    expect(problems[0]?.message).toContain('Did you mean "sieve"?');
  });

  test("unknown keys everywhere, at the key", async () => {
    const text = `operation_list: 1
operations:
  - {name: a, type: sieve, keys: n, key: n}
pipeline:
  steps:
    - {name: s, inputs: x, operations: [a]}
  outputs: {}
`;
    const { problems } = await parse(text);
    expect(problems.map(({ code, line, column }) => `${code} ${line}:${column}`)).toEqual([
      "unknown-key 1:1",
      "unknown-key 3:28",
      "unknown-key 6:17",
      "unknown-key 7:3",
    ]);
    expect(problems[1]?.message).toContain('Did you mean "key"?');
    expect(problems[2]?.message).toContain('Did you mean "input"?');
    expect(problems[3]?.message).toContain('Did you mean "output"?');
  });

  test("wrong and missing values of an operator", async () => {
    const text = withSteps(
      "  - {name: a, type: generate, count: many}\n  - {name: b, type: sieve}\n  - {name: c, type: checked, code: x, mode: medium}",
      "    - {name: s, operations: [a, b, c]}",
    );
    const { problems } = await parse(text);
    expect(problems.map(({ code, line, message }) => ({ code, line, message }))).toEqual([
      { code: "wrong-type", line: 2, message: 'operations[0].count takes a number, not the text "many".' },
      {
        code: "missing-key",
        line: 3,
        message: 'The key "key" is missing in operations[1]; it takes a text.',
      },
      {
        code: "wrong-value",
        line: 4,
        message: 'operations[2].mode takes one of fast, slow, not the text "medium".',
      },
    ]);
  });

  test.each([
    ["a block", "code: |\n      first\n        is bad", 6, 12],
    ["a block after blank lines", "code: |\n\n\n     bad", 7, 6],
    ["a block with a header", "code: |+2\n      x bad", 5, 9],
    ["a folded block: its beginning", "code: >\n      one\n      bad", 4, 11],
    ["double quotes", 'code: "it is bad"', 4, 18],
    ["single quotes", "code: 'bad'", 4, 12],
    ["a plain text", "code: not bad", 4, 15],
    ["a plain text of two lines: its beginning", "code: not\n      bad", 4, 11],
  ])("what an operator's own check finds, inside %s", async (_name, code, line, column) => {
    const text = withSteps(`  - name: a\n    type: checked\n    ${code}`, "    - {name: s, operations: [a]}");
    const { problems } = await parse(text);
    expect(problems).toMatchObject([{ code: "bad-code", path: ["operations", 0, "code"], line, column }]);
  });

  test("names: twice, of a dataset, unknown", async () => {
    const text = `datasets: {d: {type: memory, rows: []}}
operations:
  - {name: a, type: copy}
  - {name: a, type: copy}
pipeline:
  steps:
    - {name: s, input: dd, operations: [b]}
    - {name: s, input: d, operations: [a]}
    - {name: d, input: s, operations: [a]}
`;
    expect(await problemsOf(text)).toEqual([
      "duplicate-name 4:12",
      "unknown-input 7:24",
      "unknown-operation 7:41",
      "duplicate-name 8:14",
      "duplicate-name 9:14",
    ]);
  });

  test("a step that reads a later one, itself, or a circle", async () => {
    const operations = "  - {name: a, type: copy}";
    const later = withSteps(
      operations,
      "    - {name: s, input: t, operations: [a]}\n    - {name: t, operations: [a]}",
    );
    expect(await problemsOf(later)).toEqual(["later-input 5:24"]);
    const itself = withSteps(operations, "    - {name: s, input: s, operations: [a]}");
    expect(await problemsOf(itself)).toEqual(["cycle 5:24"]);
    const circle = withSteps(
      operations,
      "    - {name: s, input: u, operations: [a]}\n    - {name: t, input: s, operations: [a]}\n    - {name: u, input: t, operations: [a]}",
    );
    const { problems } = await parse(circle);
    expect(problems).toHaveLength(1);
    expect(problems[0]?.message).toContain('"s" reads "u" reads "t" reads "s"');
  });

  test("further tables: resolved like inputs, reported where they are listed", async () => {
    const text = (tables: string) => `datasets: {d: {type: memory, rows: []}, e: {type: memory, rows: []}}
operations:
  - {name: a, type: copy}
  - {name: b, type: concat, tables: [${tables}]}
pipeline:
  steps:
    - {name: s, input: d, operations: [a]}
    - {name: t, input: d, operations: [b]}
    - {name: u, input: t, operations: [a]}
`;
    const { plan, warnings } = await parse(text("e, s"));
    expect(warnings).toEqual([]);
    expect(plan?.operations[1]?.reads).toEqual([
      { name: "e", input: { from: "dataset", name: "e" } },
      { name: "s", input: { from: "operation", position: 0 } },
    ]);
    const { problems } = await parse(text("ee, t, u"));
    expect(problems.map(({ code, line, column }) => `${code} ${line}:${column}`)).toEqual([
      "unknown-input 4:38",
      "later-input 4:42",
      "later-input 4:45",
    ]);
    expect(problems[0]?.message).toContain('Did you mean "e"?');
  });

  test("all parts at once, in the order of the text", async () => {
    const text = `datasets: {d: {type: dataset}}
operations:
  - {name: a, type: nothing}
  - {type: copy}
pipeline:
  steps:
    - {name: s, input: 3, operations: []}
`;
    expect(await problemsOf(text)).toEqual([
      "missing-key 1:15",
      "unknown-operator 3:21",
      "missing-key 4:5",
      "wrong-type 7:24",
      "wrong-value 7:39",
    ]);
  });

  test("keys for secrets are refused with advice", async () => {
    const { problems } = await parse(
      `llm_api_keys: {OPENAI_API_KEY: abc}\n${withSteps("  - {name: a, type: copy}", "    - {name: s, operations: [a]}")}`,
    );
    expect(problems).toHaveLength(1);
    expect(problems[0]?.message).toContain("administrator");
    expect(problems[0]?.message).not.toContain("abc");
  });

  test("a join form points to sql", async () => {
    const text = withSteps(
      "  - {name: a, type: copy}",
      "    - {name: s, operations: [{a: {left: x, right: y}}]}",
    );
    expect(await problemsOf(text)).toEqual(["unsupported-join 5:30"]);
  });
});

describe("warnings do not keep a document from running", () => {
  test("unused datasets and operations", async () => {
    const { plan, warnings } = await parse(`datasets: {d: {type: dataset, dataset: x}}
operations: [{name: a, type: copy}, {name: b, type: copy}]
pipeline: {steps: [{name: s, operations: [a]}]}
`);
    expect(plan).not.toBeNull();
    expect(warnings.map(({ code, line, column }) => `${code} ${line}:${column}`)).toEqual([
      "unused-dataset 1:12",
      "unused-operation 2:44",
    ]);
  });
});

describe("hostile documents", () => {
  test("alias bombs are cut off", async () => {
    const lines = ["a0: &a0 [x, x, x, x, x, x, x, x, x, x]"];
    for (let i = 1; i < 12; i++)
      lines.push(
        `a${i}: &a${i} [${Array(10)
          .fill(`*a${i - 1}`)
          .join(", ")}]`,
      );
    const { problems } = await parse(lines.join("\n"));
    expect(problems.some((problem) => problem.code === "too-many-aliases")).toBe(true);
  });

  test("ten thousand merged aliases are cut off in moments", async () => {
    const lines = ["a0: &a0 {k: 1}"];
    for (let i = 1; i < 200; i++)
      lines.push(
        `a${i}: &a${i}`,
        `  <<: [${Array(50)
          .fill(`*a${i - 1}`)
          .join(",")}]`,
      );
    const started = performance.now();
    const { problems } = await parse(lines.join("\n"));
    expect(problems.map(({ code }) => code)).toContain("too-many-aliases");
    expect(performance.now() - started).toBeLessThan(15_000);
  });

  test("an alias stands for the last anchor of its name before it", async () => {
    const { problems } = await parse("a: &x [1]\noperations: *x\nb: &x {c: 1}\npipeline: *x\nd: &x 5");
    const shown = problems.map(({ message }) => message).join("\n");
    expect(shown).toContain('Unknown key "c" in pipeline');
    expect(shown).toContain("operations[0] takes a mapping");
  });

  test("keys that JavaScript's own objects have are keys like any other", async () => {
    const { problems } = await parse("constructor: 1\ntoString: 2\noperations: []\npipeline: {steps: []}");
    expect(problems.map(({ message }) => message)).toEqual(
      expect.arrayContaining([
        expect.stringContaining('Unknown key "constructor"'),
        expect.stringContaining('Unknown key "toString"'),
      ]),
    );
  });

  test("code that takes its time in every operation is not checked for ever", async () => {
    let time = 0;
    const slow = Array.from({ length: 30 }, (_, n) => ({ name: `c${n}`, type: "copy" }));
    const problems = createProblemList({
      positionOf: () => ({ line: 1, column: 1 }),
      textPlaceOf: () => null,
    });
    const yaml = readYaml("a: 1");
    // Each look at the clock finds it two seconds on, as each operation's check took them.
    const now = () => (time += 2_000);
    const { checked } = await checkOperations(slow, {
      operators: fakeOperators,
      tools: noTools,
      yaml,
      problems,
      now,
    });
    expect(checked.size).toBe(5);
    expect(problems.sorted()).toMatchObject([{ code: "code-stopped", path: ["operations", 5] }]);
  });

  test("an alias of its own anchor", async () => {
    expect((await problemsOf("operations: &a [*a]\npipeline: {steps: []}"))[0]).toBe("cyclic-alias 1:17");
  });

  test("an alias without an anchor", async () => {
    expect(await problemsOf("operations: *nowhere")).toContain("unknown-alias 1:13");
  });

  test.each([
    ["brackets", "[".repeat(5_000) + "]".repeat(5_000)],
    ["indentation", Array.from({ length: 700 }, (_, i) => `${" ".repeat(i)}a:`).join("\n")],
    ["a hundred levels", `${"{a: ".repeat(100)}1${"}".repeat(100)}`],
  ])("deep nesting: %s", async (_name, text) => {
    const { problems } = await parse(text);
    expect(problems.length).toBeGreaterThan(0);
    expect(problems.every((problem) => problem.code === "too-deep")).toBe(true);
  });

  test("too large a text, and too many values", async () => {
    expect(await problemsOf(`# ${"x".repeat(DOCUMENT_LIMITS.bytes)}`)).toEqual(["document-too-large 1:1"]);
    expect(await problemsOf(`operations: [${"1,".repeat(DOCUMENT_LIMITS.tokens)}]`)).toEqual([
      "document-too-large 1:1",
    ]);
  });

  test("many problems are summed up", async () => {
    const operations = Array.from({ length: 500 }, (_, i) => `  - {name: o${i}, type: nope${i}}`).join("\n");
    const { problems } = await parse(withSteps(operations, "    - {name: s, operations: [o1]}"));
    expect(problems).toHaveLength(DOCUMENT_LIMITS.problems + 1);
    expect(problems.at(-1)).toMatchObject({ code: "more-problems" });
    expect(problems.at(-1)?.message).toContain("400");
  });

  test("__proto__, constructor and other inherited names are plain words or refused", async () => {
    expect(
      await problemsOf(
        `__proto__: {x: 1}\n${withSteps("  - {name: a, type: copy}", "    - {name: s, operations: [a]}")}`,
      ),
    ).toEqual(["forbidden-key 1:1"]);
    const inherited = withSteps(
      "  - {name: constructor, type: copy}\n  - {name: b, type: toString}",
      "    - {name: s, input: hasOwnProperty, operations: [constructor, valueOf]}",
    );
    expect((await problemsOf(inherited)).map((problem) => problem.split(" ")[0])).toEqual([
      "unknown-operator",
      "unknown-input",
      "unknown-operation",
    ]);
    expect(({} as { x?: number }).x).toBeUndefined();
  });

  test("any text gives problems with places, never an exception", async () => {
    const words = fc.constantFrom(
      "operations",
      "pipeline",
      "steps",
      ":",
      "- ",
      "\n",
      "  ",
      "{",
      "}",
      "[",
      "]",
      "&a",
      "*a",
      "<<",
      "name",
      "type",
      "copy",
      "'",
      '"',
      "|",
      "\t",
      "#",
      "!!x",
      "\u0000",
      "1e400",
      "~",
      "? ",
    );
    await fc.assert(
      fc.asyncProperty(fc.array(words, { maxLength: 60 }), async (parts) => {
        const { plan, problems } = await parse(parts.join(""));
        expect(plan === null).toBe(problems.length > 0);
        for (const { line, column, message, code } of problems) {
          expect(line).toBeGreaterThanOrEqual(1);
          expect(column).toBeGreaterThanOrEqual(1);
          expect(code).toMatch(/^[a-z-]+$/);
          expect(message).toMatch(/[.?…]$/);
        }
      }),
      { numRuns: 500 },
    );
  });
});
