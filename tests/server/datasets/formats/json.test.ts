import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { importText, previewText, typesOf } from "./import-text";

const json = (content: string | Uint8Array, options = {}, limits = {}) =>
  importText("json", content, options, limits);
const ndjson = (content: string | Uint8Array, options = {}, limits = {}) =>
  importText("ndjson", content, options, limits);

describe("types hold every value unchanged", () => {
  test("each kind", async () => {
    const table = await json(
      JSON.stringify([
        {
          i: 1,
          f: 1.5,
          n: 2,
          b: true,
          s: "x",
          d: "2026-01-31",
          t: "2026-01-31T09:30:00",
          z: "2026-01-31T09:30:00+08:00",
        },
        {
          i: -2,
          f: 2,
          n: 2.5,
          b: false,
          s: "",
          d: "2024-02-29",
          t: "2026-01-31 09:30:00.5",
          z: "2026-01-31T09:30:00Z",
        },
      ]),
    );
    expect(typesOf(table)).toEqual({
      i: "BIGINT",
      f: "DOUBLE",
      n: "DOUBLE",
      b: "BOOLEAN",
      s: "VARCHAR",
      d: "DATE",
      t: "TIMESTAMP",
      z: "TIMESTAMP WITH TIME ZONE",
    });
    expect(table.rows).toEqual([
      {
        i: 1,
        f: 1.5,
        n: 2,
        b: true,
        s: "x",
        d: "2026-01-31",
        t: "2026-01-31T09:30:00",
        z: "2026-01-31T01:30:00Z",
      },
      {
        i: -2,
        f: 2,
        n: 2.5,
        b: false,
        s: "",
        d: "2024-02-29",
        t: "2026-01-31T09:30:00.5",
        z: "2026-01-31T09:30:00Z",
      },
    ]);
  });

  test("a day that does not exist, or one text among days, keeps them all texts", async () => {
    const table = await json('[{"a":"2026-02-30","b":"2026-01-01"},{"a":"2026-01-01","b":"soon"}]');
    expect(typesOf(table)).toEqual({ a: "VARCHAR", b: "VARCHAR" });
    expect(table.rows[0]).toEqual({ a: "2026-02-30", b: "2026-01-01" });
  });

  test("integers keep their digits", async () => {
    const table = await json('[{"a":9007199254740993,"b":12345678901234567890,"c":1},{"a":1,"b":2,"c":1.0}]');
    expect(typesOf(table)).toEqual({ a: "BIGINT", b: "VARCHAR", c: "DOUBLE" });
    expect(table.rows[0]).toEqual({ a: "9007199254740993", b: "12345678901234567890", c: 1 });
  });

  test("nested values stay JSON, with every digit; values of several kinds too, and that is said", async () => {
    const table = await json(
      '[{"a":{"x":[1,{"y":null}],"id":12345678901234567890},"m":1},{"a":[\n1,\n2],"m":"two"},{"a":null,"m":[3]}]',
    );
    expect(typesOf(table)).toEqual({ a: "JSON", m: "JSON" });
    expect(table.rows).toEqual([
      { a: { x: [1, { y: null }], id: "12345678901234567890" }, m: 1 },
      { a: [1, 2], m: "two" },
      { a: null, m: [3] },
    ]);
    expect(table.notices).toMatchObject([{ code: "MIXED_TYPES", column: "m" }]);
  });

  test("a key that first comes in the last record is a column", async () => {
    const records = Array.from({ length: 30_000 }, (_, index) => `{"a":${index}}`);
    const table = await ndjson([...records, '{"a":1,"late":"yes"}'].join("\n"));
    expect(typesOf(table)).toEqual({ a: "BIGINT", late: "VARCHAR" });
    expect(table.rowCount).toBe(30_001);
  });

  test("keys that SQL cannot tell apart, and one that comes twice", async () => {
    const table = await json('[{"a":1,"A":2,"":3,"b":4,"b":5}]');
    expect(table.rows).toEqual([{ a: 1, A_2: 2, column_3: 3, b: 5 }]);
  });
});

describe("what a document may be", () => {
  test("one object is one row", async () => {
    const table = await json('\ufeff {"width": 2, "values": [\n 1,\n 2 ]} \n');
    expect(table.rows).toEqual([{ width: 2, values: [1, 2] }]);
  });

  test("objects one after the other, as many tools write them", async () => {
    expect((await json('{"a":1}{"a":2}\n{"a":3}')).rows).toEqual([{ a: 1 }, { a: 2 }, { a: 3 }]);
  });

  test("elements that are no objects are refused", async () => {
    const table = await json('[{"a":1},\n2,"x",null,[1],\n{"a":2}]');
    expect(table.rows).toEqual([{ a: 1 }, { a: 2 }]);
    expect(table.rejects.map(({ line, code, reason }) => [line, code, reason])).toEqual([
      [2, "NOT_AN_OBJECT", "The record is a number, not an object."],
      [2, "NOT_AN_OBJECT", "The record is a string, not an object."],
      [2, "NOT_AN_OBJECT", "The record is null, not an object."],
      [2, "NOT_AN_OBJECT", "The record is a list, not an object."],
    ]);
  });

  test("UTF-16 and GB18030", async () => {
    expect((await json(Buffer.from('\ufeff[{"姓名":"张三"}]', "utf16le"))).rows).toEqual([{ 姓名: "张三" }]);
    const gb = Buffer.concat([Buffer.from('[{"a":"'), Buffer.from("c0eecbc4", "hex"), Buffer.from('"}]')]);
    expect((await json(gb)).rows).toEqual([{ a: "李四" }]);
  });
});

describe("broken documents name the place", () => {
  test.each([
    ["cut off in a record", '[\n{"a":1},\n{"a":', 3, 6],
    ["cut off in a text", '[{"a":"xy', 1, 10],
    ["cut off between records", '[{"a":1},\n', 2, 1],
    ["a missing comma", '[{"a":1}\n {"a":2}]', 2, 2],
    ["a comma too many", '[{"a":1},\n]', 2, 1],
    ["an unquoted key", '[{"a":1},\n {b:2}]', 2, 3],
    ["a bad literal", '[{"a":1},\n {"a":nul}]', 2, 7],
    ["a bad escape", String.raw`[{"a":"x\y"}]`, 1, 9],
    ["a wrong bracket", '[{"a":1},\n\n {"a":[1}]', 3, 9],
    ["text after the end", '[{"a":1}]\n]', 2, 1],
    ["no value at all", "\ufeff  ", null, null],
    ["something else", "hello", 1, 1],
  ])("%s", async (_, text, line, column) => {
    const failed = json(text);
    await expect(failed).rejects.toMatchObject({ code: "BAD_USER_INPUT" });
    if (line) await expect(failed).rejects.toMatchObject({ problems: [{ line, column }] });
  });

  test("an empty list, and records without keys", async () => {
    await expect(json("[]")).rejects.toMatchObject({ message: "There are no records in it." });
    await expect(json("[{},{}]")).rejects.toMatchObject({ message: expect.stringContaining("no keys") });
  });
});

describe("NDJSON refuses a line and keeps the others", () => {
  test("each with its line and reason", async () => {
    const table = await ndjson('{"a":1}\n\n{"a":\n[1]\r\nnull\n{"a":2}\r\n{"a":3} trailing\n{"a":4}');
    expect(table.rows).toEqual([{ a: 1 }, { a: 2 }, { a: 4 }]);
    expect(table.rejects.map(({ line, code }) => [line, code])).toEqual([
      [3, "BAD_JSON"],
      [4, "NOT_AN_OBJECT"],
      [5, "NOT_AN_OBJECT"],
      [7, "BAD_JSON"],
    ]);
    expect(table.rejectedCount).toBe(4);
  });

  test("until there are too many", async () => {
    const failed = ndjson(`{"a":1}\n${"x\n".repeat(20)}`, {}, { maxRejects: 10 });
    await expect(failed).rejects.toMatchObject({
      message: expect.stringMatching(/^More than 10 rows were refused; the first, on line 2:/),
    });
  });
});

describe("bombs", () => {
  test("depth is refused before anything parses it", async () => {
    const deep = `{"a":${"[".repeat(1_000_000)}${"]".repeat(1_000_000)}}`;
    const lines = await ndjson(`{"a":1}\n${deep}\n{"a":2}`);
    expect(lines.rows).toEqual([{ a: 1 }, { a: 2 }]);
    expect(lines.rejects).toMatchObject([{ line: 2, code: "TOO_DEEP" }]);
    const document = await json(`[{"a":1},${deep},{"a":2}]`);
    expect(document.rows).toEqual([{ a: 1 }, { a: 2 }]);
    await expect(json(deep)).rejects.toMatchObject({ code: "BAD_USER_INPUT" });
    await expect(json("[".repeat(2_000_000))).rejects.toMatchObject({ code: "BAD_USER_INPUT" });
  });

  test("brackets inside texts are no depth", async () => {
    const text = "[{".repeat(500);
    expect((await json(JSON.stringify([{ a: text }]))).rows).toEqual([{ a: text }]);
    expect((await ndjson(JSON.stringify({ a: text }))).rows).toEqual([{ a: text }]);
  });

  test("a huge value is refused without being held", async () => {
    const limits = { maxCellBytes: 100_000 };
    const huge = `{"a":"${"x".repeat(5_000_000)}"}`;
    expect((await json(`[{"a":"1"},${huge},{"a":"2"}]`, {}, limits)).rejects).toMatchObject([
      { code: "TOO_LONG" },
    ]);
    expect((await ndjson(`{"a":"1"}\n${huge}\n{"a":"2"}`, {}, limits)).rejects).toMatchObject([
      { line: 2, code: "TOO_LONG" },
    ]);
  });

  test("too many different keys", async () => {
    const wide = JSON.stringify([
      Object.fromEntries(Array.from({ length: 50 }, (_, index) => [`k${index}`, 1])),
    ]);
    await expect(json(wide, {}, { maxColumns: 40 })).rejects.toMatchObject({ code: "LIMIT_EXCEEDED" });
  });

  test("prototypes are not reached", async () => {
    const table = await json(
      '[{"__proto__":{"polluted":1},"constructor":{"prototype":{"polluted":2}},"a":{"__proto__":{"polluted":3}}}]',
    );
    expect(table.columns.map(({ name }) => name)).toEqual(["_proto_", "constructor", "a"]);
    expect(JSON.stringify(table.rows[0])).toBe(
      '{"_proto_":{"polluted":1},"constructor":{"prototype":{"polluted":2}},"a":{"__proto__":{"polluted":3}}}',
    );
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  test("halves of characters and NUL escapes do no harm", async () => {
    const table = await json(
      String.raw`[{"a":"x\ud800y","b":"\\ud800","c":"\ud83d\ude00","d":["\udc00"],"e":"n\u0000l"}]`,
    );
    expect(table.rows).toEqual([{ a: "x\ufffdy", b: "\\ud800", c: "😀", d: ["\ufffd"], e: "n\0l" }]);
  });
});

test("a preview stops at its rows, and forgives a beginning that is cut", async () => {
  const records = Array.from({ length: 300_000 }, (_, index) => ({ n: index, text: `row ${index}` }));
  const preview = await previewText("json", JSON.stringify(records), {}, 3);
  expect(preview.rows).toEqual(records.slice(0, 3));
  expect(preview).toMatchObject({ complete: false, rejects: [] });
  const long = JSON.stringify([{ a: 1 }, { a: "x".repeat(6_000_000) }]);
  expect((await previewText("json", long)).rows).toEqual([{ a: 1 }]);
});

const anyValue = fc.jsonValue({ maxDepth: 3 }).map((value) => JSON.parse(JSON.stringify(value)) as unknown);

test("any records come back as they were written, however the document is spaced", async () => {
  const key = fc.constantFrom("a", "b", "c", "d e", "键");
  const records = fc.array(fc.dictionary(key, anyValue, { minKeys: 1 }), { minLength: 1, maxLength: 8 });
  await fc.assert(
    fc.asyncProperty(records, fc.constantFrom(0, 1, "\t"), async (list, space) => {
      const names = [...new Set(list.flatMap((record) => Object.keys(record)))];
      const expected = list.map((record) =>
        Object.fromEntries(names.map((name) => [name, record[name] ?? null])),
      );
      const document = await json(JSON.stringify(list, null, space));
      expect(normal(document.rows)).toEqual(normal(expected));
      const lines = await ndjson(list.map((record) => JSON.stringify(record)).join("\n"));
      expect(normal(lines.rows)).toEqual(normal(expected));
    }),
    { numRuns: 30 },
  );
}, 60_000);

/** -0 and 0 are the same number, and long integers come back as the text of their digits. */
const normal = (value: unknown): unknown =>
  JSON.parse(JSON.stringify(value), (_key, inner: unknown) =>
    typeof inner === "number" &&
    Math.abs(inner) < 1e21 &&
    Number.isInteger(inner) &&
    !Number.isSafeInteger(inner)
      ? String(inner)
      : inner,
  );
