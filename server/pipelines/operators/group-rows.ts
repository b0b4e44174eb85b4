import { rm } from "node:fs/promises";
import { AppError } from "../../core/errors";
import { ndjsonTable } from "../tables/ndjson-table";
import type { Row, Table, TableWriter } from "../tables/table";
import type { OperatorContext } from "./operator";

/** Rows of one key in input order, with their places in the input. */
export interface Group {
  readonly rows: readonly Row[];
  readonly indexes: readonly number[];
}

export interface Grouping {
  /** A text that is equal for rows of one group; null for a row that belongs to none. Called once for each row. */
  keyOf(row: Row, index: number): string | null;
  /** Takes only this many groups, the smallest first. */
  readonly limit: number | undefined;
  /** Longest JSON of one group's rows, in UTF-16 units; a longer one fails with LIMIT_EXCEEDED. */
  readonly groupLength: number;
}

/** A table of at most this many rows is grouped in memory. */
const rowsInMemory = 20_000;

/** Groups in the order in which their first rows came in. Large tables are sorted on disk: memory holds one group. */
export function groupRows(
  input: Table,
  grouping: Grouping,
  output: TableWriter,
  context: OperatorContext,
): AsyncIterable<Group> {
  const small = input.file === null && input.rowCount <= rowsInMemory;
  return small ? inMemory(input, grouping) : onDisk(input, grouping, output, context);
}

async function* inMemory(input: Table, { keyOf, limit, groupLength }: Grouping): AsyncIterable<Group> {
  const groups = new Map<string, { rows: Row[]; indexes: number[] }>();
  let index = 0;
  for await (const rows of input.batches()) {
    for (const row of rows) {
      const key = keyOf(row, index++);
      if (key === null) continue;
      const group = groups.get(key) ?? { rows: [], indexes: [] };
      groups.set(key, group);
      group.rows.push(row);
      group.indexes.push(index - 1);
    }
  }
  const bySize = [...groups.values()].sort((a, b) => a.rows.length - b.rows.length);
  const kept = new Set(bySize.slice(0, limit));
  for (const group of groups.values()) {
    if (!kept.has(group)) continue;
    const length = group.rows.reduce((sum, row) => sum + JSON.stringify(row).length, 0);
    if (length > groupLength) throw tooLarge(groupLength);
    yield group;
  }
}

/** Rows travel as texts, so that the engine's types do not touch them. */
async function* onDisk(
  input: Table,
  { keyOf, limit, groupLength }: Grouping,
  output: TableWriter,
  { sql, signal }: OperatorContext,
): AsyncIterable<Group> {
  const sorted = output.scratchFile("ndjson");
  const smallest = limit === undefined ? "" : `ORDER BY size, head LIMIT ${limit}`;
  const { rowCount } = await sql({
    sql: `WITH kept AS (SELECT k, min(i) AS head, count(*) AS size FROM input GROUP BY k ${smallest})
          SELECT r, i, head FROM input JOIN kept USING (k) ORDER BY head, i`,
    tables: { input: { batches: () => keyed(input, keyOf) } },
    outputFile: sorted,
    signal,
  });
  try {
    yield* consecutive(ndjsonTable(sorted, rowCount), groupLength);
  } finally {
    await rm(sorted, { force: true });
  }
}

async function* keyed(input: Table, keyOf: Grouping["keyOf"]): AsyncIterable<readonly Row[]> {
  let index = 0;
  for await (const rows of input.batches()) {
    const texts: Row[] = [];
    for (const row of rows) {
      const k = keyOf(row, index);
      if (k !== null) texts.push({ k, i: index, r: JSON.stringify(row) });
      index++;
    }
    yield texts;
  }
}

async function* consecutive(sorted: Table, groupLength: number): AsyncIterable<Group> {
  let head: unknown = null;
  let length = 0;
  let group: { rows: Row[]; indexes: number[] } = { rows: [], indexes: [] };
  for await (const texts of sorted.batches()) {
    for (const text of texts as readonly { r: string; i: number; head: number }[]) {
      if (text.head !== head) {
        if (group.rows.length > 0) yield group;
        group = { rows: [], indexes: [] };
        head = text.head;
        length = 0;
      }
      length += text.r.length;
      if (length > groupLength) throw tooLarge(groupLength);
      group.rows.push(JSON.parse(text.r) as Row);
      group.indexes.push(text.i);
    }
  }
  if (group.rows.length > 0) yield group;
}

const tooLarge = (groupLength: number) =>
  new AppError(
    "LIMIT_EXCEEDED",
    `A group has more than ${Math.round(groupLength / 1e6)} MB of rows, too much for one call; group by more columns, drop columns before, or aggregate with the sql operator.`,
  );
