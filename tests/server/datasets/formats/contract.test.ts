import { describe, expect, test } from "vitest";
import { datasetFormats } from "../../../../server/datasets/formats/formats";
import { importText, previewText } from "./import-text";

interface Samples {
  /** Two rows {n: 1, text: "张三"} and {n: 2, text: null}. */
  readonly good: string;
  /** The same with a row in between that cannot be taken, on line 3. */
  readonly oneBadRow: string | null;
  /** Not of this format at all. */
  readonly wrong: string;
}

/** One entry a format: a new format is not done until its samples are here. */
const samples: Readonly<Record<string, Samples>> = {
  csv: {
    good: "n,text\n1,张三\n2,\n",
    oneBadRow: "n,text\n1,张三\n3\n2,\n",
    wrong: "\u0001\u0002".repeat(50),
  },
  json: {
    good: '[{"n":1,"text":"张三"},\n{"n":2,"text":null}]',
    oneBadRow: '[{"n":1,"text":"张三"},\n\n7,\n{"n":2}]',
    wrong: "<html></html>",
  },
  ndjson: {
    good: '{"n":1,"text":"张三"}\n{"n":2}\n',
    oneBadRow: '{"n":1,"text":"张三"}\n\n{oops\n{"n":2}\n',
    wrong: "<html></html>",
  },
};

describe.each(datasetFormats.kinds)("the format %s", (kind) => {
  const { good, oneBadRow, wrong } = samples[kind]!;
  const format = datasetFormats.get(kind);
  const rows = [
    { n: 1, text: "张三" },
    { n: 2, text: null },
  ];

  test("describes itself", () => {
    expect(format.extensions.every((ending) => /^\.[a-z0-9]+$/.test(ending))).toBe(true);
    expect(format.mediaTypes.every((type) => /^[a-z]+\/[a-z0-9.+-]+$/.test(type))).toBe(true);
    expect(() => format.options.parse({ unheard: "of" })).toThrow();
    const defaults = format.options.parse({});
    expect(format.options.parse(JSON.parse(JSON.stringify(defaults)))).toEqual(defaults);
  });

  test("reads a file into a table, twice the same", async () => {
    const table = await importText(kind, good);
    expect(table.rows).toEqual(rows);
    expect(table).toMatchObject({ rowCount: 2, rejectedCount: 0, rejects: [] });
    expect(table.columns).toEqual([
      { name: "n", type: "BIGINT", nullable: false },
      { name: "text", type: "VARCHAR", nullable: true },
    ]);
    expect((await importText(kind, good)).contentHash).toBe(table.contentHash);
  });

  test("shows in a preview what an import does", async () => {
    const preview = await previewText(kind, good);
    expect(preview).toMatchObject({ rows, rejects: [], complete: true });
    expect((await previewText(kind, good, {}, 1)).rows).toEqual(rows.slice(0, 1));
  });

  test("sets a bad row aside with its line and reason", async () => {
    if (oneBadRow === null) return;
    const table = await importText(kind, oneBadRow);
    expect(table.rows).toEqual(rows);
    expect(table.rejectedCount).toBe(1);
    expect(table.rejects).toMatchObject([{ line: 3, reason: expect.stringMatching(/^\S.+\.$/) }]);
    await expect(importText(kind, oneBadRow, {}, { maxRejects: 0 })).rejects.toMatchObject({
      code: "BAD_USER_INPUT",
    });
  });

  test.each(["", " \n", "\ufeff"])("refuses the empty file %j", async (content) => {
    await expect(importText(kind, content)).rejects.toMatchObject({ code: "BAD_USER_INPUT" });
  });

  test("refuses what it is not", async () => {
    await expect(importText(kind, wrong)).rejects.toMatchObject({ code: "BAD_USER_INPUT" });
  });

  test("keeps to its limits", async () => {
    await expect(importText(kind, good, {}, { maxBytes: 4 })).rejects.toMatchObject({
      code: "LIMIT_EXCEEDED",
    });
    await expect(importText(kind, good, {}, { maxRows: 1 })).rejects.toMatchObject({
      code: "LIMIT_EXCEEDED",
    });
    await expect(importText(kind, good, {}, { maxColumns: 1 })).rejects.toMatchObject({
      code: "LIMIT_EXCEEDED",
    });
  });
});

test("no ending belongs to two formats", () => {
  const endings = datasetFormats.members.flatMap(({ extensions }) => extensions);
  expect(new Set(endings).size).toBe(endings.length);
});
