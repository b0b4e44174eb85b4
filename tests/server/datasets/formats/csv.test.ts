import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { importText, previewText, typesOf } from "./import-text";

const csv = (content: string | Uint8Array, options = {}, limits = {}) =>
  importText("csv", content, options, limits);

describe("what is found out", () => {
  test("header and types", async () => {
    const table = await csv(
      "id,name,price,ok,day,at,zip\n1,Ann,1.5,true,2026-01-31,2026-01-31 09:30:00,01234\n2,Bo,2,false,2026-02-01,2026-02-01 10:00:00,00501\n",
    );
    expect(typesOf(table)).toEqual({
      id: "BIGINT",
      name: "VARCHAR",
      price: "DOUBLE",
      ok: "BOOLEAN",
      day: "DATE",
      at: "TIMESTAMP",
      zip: "VARCHAR",
    });
    expect(table.rows[1]).toEqual({
      id: 2,
      name: "Bo",
      price: 2,
      ok: false,
      day: "2026-02-01",
      at: "2026-02-01T10:00:00",
      zip: "00501",
    });
    expect(table).toMatchObject({ rowCount: 2, rejectedCount: 0, notices: [], rejectsFile: null });
  });

  test.each([
    [";", "a;b\n1;x,y\n2;z\n"],
    ["\t", "a\tb\n1\tx,y\n2\tz\n"],
    ["|", "a|b\n1|x,y\n2|z\n"],
  ])("the delimiter %j", async (delimiter, text) => {
    const table = await csv(text);
    expect(table.detected.delimiter).toBe(delimiter);
    expect(table.rows).toEqual([
      { a: 1, b: "x,y" },
      { a: 2, b: "z" },
    ]);
  });

  test("a table without a header gets numbered columns", async () => {
    const table = await csv("1,2\n3,4\n");
    expect(table.rows).toEqual([
      { column_1: 1, column_2: 2 },
      { column_1: 3, column_2: 4 },
    ]);
  });

  test("quotes that come long after what was looked at", async () => {
    const plain = Array.from({ length: 450_000 }, (_, index) => `${index},word`).join("\n");
    const table = await csv(`n,text\n${plain}\n7,"a, ""quoted""\nword"\n`);
    expect(table.rowCount).toBe(450_001);
    expect(table.rejectedCount).toBe(0);
  });

  test("numbers too long for a number stay text, and that is said", async () => {
    const table = await csv("id,n\n12345678901234567890,1\n2,2\n");
    expect(table.rows[0]).toEqual({ id: "12345678901234567890", n: 1 });
    expect(table.notices).toMatchObject([{ code: "KEPT_AS_TEXT", column: "id" }]);
  });

  test("a title above the table is left out", async () => {
    const table = await csv("Report 2026\n\na,b,c\n1,2,3\n4,5,6\n");
    expect(table.rows).toEqual([
      { a: 1, b: 2, c: 3 },
      { a: 4, b: 5, c: 6 },
    ]);
  });
});

describe("what a person says goes before what is found out", () => {
  test("delimiter, quote, header, lines to skip, null values, types", async () => {
    const table = await csv("junk;junk\na;b\n'x;y';n/a\n7;2\n", {
      delimiter: ";",
      quote: "'",
      header: true,
      skipLines: 1,
      nullValues: ["n/a"],
      types: { a: "VARCHAR" },
    });
    expect(table.rows).toEqual([
      { a: "x;y", b: null },
      { a: "7", b: 2 },
    ]);
  });

  test("all text", async () => {
    const table = await csv("a,b\n1,2026-01-01\n", { allText: true });
    expect(table.rows).toEqual([{ a: "1", b: "2026-01-01" }]);
  });

  test("a decimal comma and a date pattern", async () => {
    const table = await csv("n;day\n1,5;31/01/2026\n2,25;01/02/2026\n", {
      decimalSeparator: ",",
      dateFormat: "%d/%m/%Y",
    });
    expect(table.rows[0]).toEqual({ n: 1.5, day: "2026-01-31" });
  });

  test("a type for a column that is not there is refused", async () => {
    await expect(csv("a,b\n1,2\n", { types: { c: "DATE" } })).rejects.toMatchObject({
      code: "BAD_USER_INPUT",
      message: expect.stringContaining('no column "c"'),
    });
  });
});

describe("column names", () => {
  test("empty, double and dangerous ones are made usable and reported", async () => {
    const table = await csv('a,A,,a_2,__proto__,"x\ty"\n1,2,3,4,5,6\n7,8,9,10,11,12\n', { header: true });
    expect(table.columns.map(({ name }) => name)).toEqual([
      "a",
      "A_2",
      "column_3",
      "a_2_2",
      "_proto_",
      "x y",
    ]);
    expect(table.notices.filter(({ code }) => code === "COLUMN_RENAMED").map(({ column }) => column)).toEqual(
      ["A_2", "column_3", "a_2_2", "_proto_", "x y"],
    );
    expect(({} as { polluted?: unknown }).polluted).toBeUndefined();
  });

  test("two thousand columns fit into the memory of ten", async () => {
    const names = Array.from({ length: 2_000 }, (_, index) => `c${index}`);
    const line = (row: number) => names.map((_, index) => (row * index) % 1_000).join(",");
    const text = `${names.join(",")}\n${Array.from({ length: 6_000 }, (_, row) => line(row)).join("\n")}\n`;
    const table = await importText("csv", text, {}, {}, 5);
    expect(table).toMatchObject({ rowCount: 6_000, rejectedCount: 0 });
    expect(table.rows[3]?.c1999).toBe((3 * 1_999) % 1_000);
  }, 120_000);

  test("more columns than may be", async () => {
    const wide = Array.from({ length: 30 }, (_, index) => `c${index}`).join(",");
    await expect(csv(`${wide}\n${wide}\n`, {}, { maxColumns: 20 })).rejects.toMatchObject({
      code: "LIMIT_EXCEEDED",
    });
  });
});

describe("bad rows are set aside with line and reason", () => {
  test("ragged, badly quoted, of a wrong type, badly encoded", async () => {
    const text = Buffer.concat([
      Buffer.from(
        'a,b,c\n1,x,2026-01-01\n2,y\n3,z,2026-01-02,extra\n4,"q"r,2026-01-03\nfive,w,2026-01-04\n6,',
      ),
      Buffer.from([0xff, 0xfe]),
      Buffer.from(",2026-01-05\n7,v,2026-13-45\n8,ü,2026-01-06\n"),
    ]);
    const table = await csv(text, { encoding: "utf-8", types: { a: "BIGINT", b: "VARCHAR", c: "DATE" } });
    expect(table.rows).toEqual([
      { a: 1, b: "x", c: "2026-01-01" },
      { a: 8, b: "ü", c: "2026-01-06" },
    ]);
    expect(table.rejectedCount).toBe(6);
    expect(table.rejects.map(({ line, code, column }) => [line, code, column])).toEqual([
      [3, "TOO_FEW_CELLS", "c"],
      [4, "TOO_MANY_CELLS", undefined],
      [5, "BAD_QUOTING", "b"],
      [6, "WRONG_TYPE", "a"],
      [7, "BAD_ENCODING", "b"],
      [8, "WRONG_TYPE", "c"],
    ]);
    expect(table.rejects[3]?.reason).toBe('"five" is not of type BIGINT.');
    expect(table.rejects[0]?.reason).toBe("The row has 2 cells; there are 3 columns.");
  });

  test("lines are those of the file, though rows span several and blank lines are none", async () => {
    const table = await csv('\ufeffa,b\n1,"x\ny\nz"\n\n2,w\nno,v\n3,u\n', { types: { a: "BIGINT" } });
    expect(table.rowCount).toBe(3);
    expect(table.rejects.map(({ line }) => line)).toEqual([7]);
  });

  test("with CRLF too", async () => {
    const table = await csv('a,b\r\n1,"x\r\ny"\r\nno,v\r\n3,u\r\n', { types: { a: "BIGINT" } });
    expect(table.rows).toEqual([
      { a: 1, b: "x\r\ny" },
      { a: 3, b: "u" },
    ]);
    expect(table.rejects.map(({ line }) => line)).toEqual([4]);
  });

  test("more of them than may be fail the import, naming the first", async () => {
    const text = `a\n${"1\n".repeat(10)}${"x\n".repeat(6)}`;
    const failed = csv(text, { types: { a: "BIGINT" } }, { maxRejects: 5 });
    await expect(failed).rejects.toMatchObject({
      code: "BAD_USER_INPUT",
      message: expect.stringMatching(/^More than 5 rows were refused; the first, on line 12:/),
    });
    const allowed = await csv(text, { types: { a: "BIGINT" } }, { maxRejects: 6 });
    expect(allowed).toMatchObject({ rowCount: 10, rejectedCount: 6 });
  });

  test("a table with no good row fails", async () => {
    await expect(csv("a,b\nx,1\ny,2\n", { types: { a: "BIGINT" } })).rejects.toMatchObject({
      message: expect.stringContaining("No row could be taken"),
      problems: [{ line: 2 }, { line: 3 }],
    });
  });

  test("a quote that is never closed fails instead of swallowing the rest", async () => {
    const failed = csv(`a,b\n1,2\n3,"oops\n${"5,6\n".repeat(50)}`, { quote: '"' });
    await expect(failed).rejects.toMatchObject({ code: "BAD_USER_INPUT", problems: [{ line: 3 }] });
    const plain = await csv(`a,b\n1,2\n3,"oops\n5,6\n`, { quote: "" });
    expect(plain.rows[1]).toEqual({ a: 3, b: '"oops' });
  });

  test("a huge line is one refused row, found quickly", async () => {
    const started = performance.now();
    const table = await csv(`a,b\n1,x\n2,${"z".repeat(20_000_000)}\n3,y\n`, {}, { maxCellBytes: 1_000_000 });
    expect(table.rows.map(({ a }) => a)).toEqual([1, 3]);
    expect(table.rejects).toMatchObject([{ line: 3, code: "TOO_LONG" }]);
    expect(performance.now() - started).toBeLessThan(8_000);
  });

  test("none is forgotten at the end of a large file, where the parallel reader forgets", async () => {
    const good = "1,2\n".repeat(500_000);
    const bad = `${"x".repeat(1_000_000)},1\n`.repeat(45);
    const table = await csv(`a,b\n${good}${bad}`, { types: { a: "BIGINT" } });
    expect(table).toMatchObject({ rowCount: 500_000, rejectedCount: 45 });
    expect(table.rejects.map(({ line }) => line)).toEqual(
      Array.from({ length: 45 }, (_, index) => 500_002 + index),
    );
  });
});

describe("files that are no tables", () => {
  test.each([
    ["empty", "", "empty"],
    ["blank", " \n\n\t\n", "empty"],
    ["a ZIP archive", Buffer.from([0x50, 0x4b, 3, 4, 20, 0, 0, 0]), "ZIP archive or an Excel workbook"],
    ["a PNG image", Buffer.from([0x89, 0x50, 0x4e, 0x47, 13, 10, 26, 10]), "PNG image"],
    ["binary", Buffer.from(Array.from({ length: 2_000 }, (_, index) => (index * 7) % 256)), "binary file"],
  ])("%s", async (_, content, word) => {
    await expect(csv(content)).rejects.toMatchObject({
      code: "BAD_USER_INPUT",
      message: expect.stringContaining(word),
    });
  });

  test("too large", async () => {
    await expect(csv("a,b\n1,2\n", {}, { maxBytes: 5 })).rejects.toMatchObject({ code: "LIMIT_EXCEEDED" });
    await expect(csv("a\n1\n2\n3\n", {}, { maxRows: 2 })).rejects.toMatchObject({ code: "LIMIT_EXCEEDED" });
  });

  test("only a header is a table without rows", async () => {
    const table = await csv("name,city\n");
    expect(table).toMatchObject({ rowCount: 0, notices: [{ code: "NO_ROWS" }] });
    expect(table.columns.map(({ name }) => name)).toEqual(["name", "city"]);
  });

  test("NUL characters are left out and reported", async () => {
    const table = await csv(`a,b\n1,x\0y\n${"2,some ordinary words\n".repeat(20)}`);
    expect(table.rows[0]).toEqual({ a: 1, b: "xy" });
    expect(table.notices).toMatchObject([
      { code: "NUL_REMOVED", message: "1 NUL characters were left out." },
    ]);
  });

  test("mixed line ends are unified and reported", async () => {
    const table = await csv("a,b\r\n1,2\n3,4\r\n5,6\n");
    expect(table.rows).toHaveLength(3);
    expect(table.notices).toMatchObject([{ code: "NEWLINES_UNIFIED" }]);
  });
});

describe("encodings", () => {
  const text = "姓名,城市\n张三,北京\n李四,上海\n王五,广州\n";
  const rows = [
    { 姓名: "张三", 城市: "北京" },
    { 姓名: "李四", 城市: "上海" },
    { 姓名: "王五", 城市: "广州" },
  ];
  const utf16 = (swap: boolean, mark: boolean) => {
    const bytes = Buffer.from(`${mark ? "\ufeff" : ""}${text}`, "utf16le");
    return swap ? bytes.swap16() : bytes;
  };
  // 姓名,城市 … in GB18030.
  const gb = Buffer.from(
    "d0d5c3fb2cb3c7cad00ad5c5c8fd2cb1b1bea90ac0eecbc42cc9cfbaa30acdf5cee52cb9e3d6dd0a",
    "hex",
  );

  test.each([
    ["UTF-8", Buffer.from(text), "utf-8"],
    ["UTF-8 with a mark", Buffer.from(`\ufeff${text}`), "utf-8"],
    ["UTF-16 LE with a mark", utf16(false, true), "utf-16le"],
    ["UTF-16 BE with a mark", utf16(true, true), "utf-16be"],
    ["GB18030", gb, "gb18030"],
  ])("%s is found out", async (_, bytes, encoding) => {
    const table = await csv(bytes);
    expect(table.detected.encoding).toBe(encoding);
    expect(table.rows).toEqual(rows);
    expect(table.notices).toEqual([]);
  });

  test("UTF-16 without a mark when it is mostly ASCII", async () => {
    const table = await csv(Buffer.from("name,city\nAnn,Paris\nBo,Rome\n", "utf16le"));
    expect(table.detected.encoding).toBe("utf-16le");
    expect(table.rows[1]).toEqual({ name: "Bo", city: "Rome" });
  });

  test("Latin-1 when it is neither", async () => {
    const table = await csv(Buffer.from("name,city\nJosé,Orléans\nZoë,Köln\n", "latin1"));
    expect(table.detected.encoding).toBe("latin1");
    expect(table.rows[1]).toEqual({ name: "Zoë", city: "Köln" });
  });

  test("far behind the beginning", async () => {
    const ascii = Buffer.from(`a,b\n${"1,plain ascii words\n".repeat(400_000)}`);
    const table = await csv(
      Buffer.concat([ascii, Buffer.from("2,"), gb.subarray(10, 14), Buffer.from("\n")]),
    );
    expect(table.detected.encoding).toBe("gb18030");
    expect(table.rowCount).toBe(400_001);
  });

  test("the chosen one goes before the guess, and what it cannot explain is reported", async () => {
    const table = await csv(Buffer.from("name\nJosé\n", "latin1"), { encoding: "latin1", header: true });
    expect(table.rows).toEqual([{ name: "José" }]);
    const wrong = await csv(Buffer.from([0x61, 0x0a, 0x62, 0xff, 0x0a]), {
      encoding: "gb18030",
      header: true,
    });
    expect(wrong.notices).toMatchObject([{ code: "UNDECODABLE" }]);
  });

  test("characters cut by the boundaries between chunks stay whole", async () => {
    const long = `a\n${"汉字漢字😀".repeat(900_000)}\n`;
    const table = await csv(
      Buffer.from(long, "utf16le"),
      { encoding: "utf-16le", header: true },
      { maxCellBytes: 2 ** 25 },
    );
    expect(table.notices).toEqual([]);
    expect(String(table.rows[0]?.a)).toHaveLength(900_000 * 6);
  });
});

describe("previews", () => {
  test("show what an import would do, from the beginning of a large file", async () => {
    const text = `a,b\n${Array.from({ length: 900_000 }, (_, index) => `${index},w${index}`).join("\n")}\n`;
    const preview = await previewText("csv", text, {}, 3);
    expect(preview.rows).toEqual([
      { a: 0, b: "w0" },
      { a: 1, b: "w1" },
      { a: 2, b: "w2" },
    ]);
    expect(preview).toMatchObject({
      complete: false,
      rejects: [],
      notices: [],
      detected: { delimiter: "," },
    });
    expect(preview.columns).toEqual([
      { name: "a", type: "BIGINT" },
      { name: "b", type: "VARCHAR" },
    ]);
  });

  test("cut a character of the last line without complaint", async () => {
    const line = "汉字,漢字漢字漢字漢字\n";
    const text = `a,b\n${line.repeat(Math.ceil((4 * 2 ** 20) / Buffer.byteLength(line)) + 10)}`;
    const preview = await previewText("csv", text, { header: true });
    expect(preview).toMatchObject({ complete: false, rejects: [], notices: [] });
    expect(preview.detected.encoding).toBe("utf-8");
  });
});

test("any table of texts comes back as it was written", async () => {
  const cell = fc.oneof(
    fc.string({ unit: "grapheme", maxLength: 12 }),
    fc.constantFrom('"', '""', ",", "\n", "a,b", 'say "hi"', "\r\n", "=1+1", "null", "007"),
  );
  const table = fc
    .integer({ min: 1, max: 4 })
    .chain((width) =>
      fc.array(fc.array(cell, { minLength: width, maxLength: width }), { minLength: 1, maxLength: 12 }),
    );
  await fc.assert(
    fc.asyncProperty(table, async (rows) => {
      // NUL is left out by design; a lone row end inside a cell makes the file's line ends mixed.
      const clean = rows.map((row) => row.map((text) => text.replace(/\0|\r\n?/g, "\n")));
      const width = clean[0]!.length;
      const names = Array.from({ length: width }, (_, index) => `name ${index}`);
      const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
      const text = [names, ...clean].map((row) => row.map(quoted).join(",")).join("\n");
      const read = await csv(`${text}\n`, {
        delimiter: ",",
        quote: '"',
        escape: '"',
        header: true,
        allText: true,
        encoding: "utf-8",
      });
      expect(read.rejects).toEqual([]);
      expect(read.rows.map((row) => Object.values(row))).toEqual(
        clean.map((row) => row.map((value) => value || null)),
      );
    }),
    { numRuns: 40 },
  );
}, 60_000);
