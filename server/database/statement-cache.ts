import type { Database as Sqlite, Statement } from "better-sqlite3";

/** What Prisma's adapter does with a statement: binds once, then runs or reads it as a whole. */
type BoundStatement = Pick<Statement, "reader" | "run" | "columns"> & { raw(): { all(): unknown[] } };

/** Statements kept; the server's own are about a hundred, so that only lists of varying length push any out. */
const capacity = 250;

/**
 * Lets a connection remember what it has prepared: parsing and planning a statement costs as much as running a small
 * one. Each statement runs to its end before the next begins, so that one of each text is enough.
 */
export function cacheStatements(connection: Sqlite): void {
  const prepare = connection.prepare.bind(connection);
  const kept = new Map<string, Statement>();

  function statement(sql: string): Statement {
    const known = kept.get(sql);
    if (known) kept.delete(sql);
    const made = known ?? prepare(sql);
    kept.set(sql, made);
    const oldest = kept.keys().next().value;
    if (kept.size > capacity && oldest !== undefined) kept.delete(oldest);
    return made;
  }

  const bindable = (sql: string) => {
    const made = statement(sql);
    return {
      run: (...args: unknown[]) => made.run(...args),
      bind: (args: unknown[]): BoundStatement => ({
        reader: made.reader,
        run: () => made.run(args),
        columns: () => made.columns(),
        raw: () => ({ all: () => made.raw().all(args) }),
      }),
    };
  };
  connection.prepare = bindable as unknown as Sqlite["prepare"];
}
