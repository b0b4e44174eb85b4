import Sqlite from "better-sqlite3";
import { expect, test } from "vitest";
import { cacheStatements } from "../../../server/database/statement-cache";

/** What Prisma's adapter calls, and nothing else. */
interface Adapted {
  prepare(sql: string): {
    run(): unknown;
    bind(args: unknown[]): {
      reader: boolean;
      run(): { changes: number };
      columns(): { name: string }[];
      raw(): { all(): unknown[] };
    };
  };
}

function open() {
  const connection = new Sqlite(":memory:");
  connection.exec("CREATE TABLE t (a INTEGER, b TEXT)");
  let prepared = 0;
  const prepare = connection.prepare.bind(connection);
  connection.prepare = ((sql: string) => {
    prepared++;
    return prepare(sql);
  }) as typeof connection.prepare;
  cacheStatements(connection);
  return { adapted: connection as unknown as Adapted, prepared: () => prepared };
}

test("one preparation serves many calls, each with its own values", () => {
  const { adapted, prepared } = open();
  for (let a = 0; a < 10; a++)
    expect(
      adapted
        .prepare("INSERT INTO t VALUES (?, ?)")
        .bind([a, `b${a}`])
        .run().changes,
    ).toBe(1);
  for (let a = 0; a < 10; a++) {
    const read = adapted.prepare("SELECT b FROM t WHERE a = ?").bind([a]);
    expect(read.reader).toBe(true);
    expect(read.columns().map(({ name }) => name)).toEqual(["b"]);
    expect(read.raw().all()).toEqual([[`b${a}`]]);
  }
  adapted.prepare("BEGIN").run();
  adapted.prepare("ROLLBACK").run();
  expect(prepared()).toBe(4);
});

test("a statement that failed works the next time", () => {
  const { adapted } = open();
  const insert = () => adapted.prepare("INSERT INTO t VALUES (json(?), '')");
  expect(() => insert().bind(["{"]).run()).toThrow(/JSON/);
  expect(insert().bind(["1"]).run().changes).toBe(1);
});

test("a table that changes its shape is read in its new one", () => {
  const { adapted } = open();
  const all = () => adapted.prepare("SELECT * FROM t").bind([]).raw().all();
  adapted.prepare("INSERT INTO t VALUES (1, 'x')").run();
  expect(all()).toEqual([[1, "x"]]);
  adapted.prepare("ALTER TABLE t ADD COLUMN c TEXT DEFAULT 'new'").run();
  expect(all()).toEqual([[1, "x", "new"]]);
});

test("what was not used for long is prepared anew", () => {
  const { adapted, prepared } = open();
  adapted.prepare("SELECT 0");
  for (let n = 1; n <= 300; n++) adapted.prepare(`SELECT ${n}`);
  adapted.prepare("SELECT 300");
  expect(prepared()).toBe(301);
  adapted.prepare("SELECT 0");
  expect(prepared()).toBe(302);
});
