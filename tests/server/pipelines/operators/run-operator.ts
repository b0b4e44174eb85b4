import { mkdtemp, rm } from "node:fs/promises";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll } from "vitest";
import { createLogger } from "../../../../server/core/logger";
import { seededRandom } from "../../../../server/core/random";
import { openQueryPool } from "../../../../server/datasets/engine/open-query-pool";
import { createQueryTables } from "../../../../server/datasets/engine/query-tables";
import type { OperatorContext } from "../../../../server/pipelines/operators/operator";
import { operators } from "../../../../server/pipelines/operators/registry";
import { memoryTable } from "../../../../server/pipelines/tables/memory-table";
import { openScratch } from "../../../../server/pipelines/tables/scratch";
import type { Row, Table } from "../../../../server/pipelines/tables/table";
import { createTableWriter } from "../../../../server/pipelines/tables/table-writer";
import { createSandbox } from "../../../../server/sandbox/create-sandbox";

export const sandbox = createSandbox();
const sql = createQueryTables(openQueryPool());
const folders: string[] = [];
afterAll(async () => {
  await sandbox.close();
  for (const folder of folders) await rm(folder, { recursive: true, force: true });
});

export interface Outcome {
  readonly rows: readonly Row[];
  readonly filtered: number;
  readonly failed: readonly { index: number; row: Row; reason: string }[];
  /** What was logged, one message each. */
  readonly logs: readonly string[];
  /** The last value that `progress` was told. */
  readonly progress: number;
  readonly output: Table;
  /** Where the operation's files were. */
  readonly scratchFolder: string;
}

export interface RunOptions {
  readonly signal?: AbortSignal;
  readonly seed?: number;
  /** Gives the operator its input as a file, as a large table would be. */
  readonly asFile?: boolean;
  /** Further tables, as `tables` of the operation would name them. */
  readonly tables?: Readonly<Record<string, Table>>;
  /** Leaves the rows in `output`, where a large table has them on disk. */
  readonly leaveRows?: boolean;
}

/** Runs one real operator over rows (or a table) with a configuration as a document would give it. */
export async function runOperator(
  kind: string,
  config: object,
  input: readonly Row[] | Table,
  options: RunOptions = {},
): Promise<Outcome> {
  const operator = operators.get(kind);
  const parsed = operator.config.parse(config);
  const folder = await mkdtemp(join(tmpdir(), "operator-"));
  folders.push(folder);
  const table = "batches" in input ? input : memoryTable(input);
  const source = options.asFile ? await fileTable(table, folder) : table;
  const writer = createTableWriter(openScratch(join(folder, "out"), 1));
  const failed: { index: number; row: Row; reason: string }[] = [];
  const logs: string[] = [];
  let filtered = 0;
  let progress = 0;
  const destination = { write: (line: string) => void logs.push(JSON.parse(line).msg) };
  const context: OperatorContext = {
    signal: options.signal ?? new AbortController().signal,
    logger: createLogger({ level: "debug", destination }),
    random: seededRandom(options.seed ?? 1),
    operationName: "op",
    sandbox,
    sql,
    tables: options.tables ?? {},
    progress(done) {
      progress = done;
    },
    filtered(count) {
      filtered += count;
    },
    failed: (index, row, reason) => void failed.push({ index, row, reason }),
  };
  await operator.run(parsed, source, writer, context);
  const output = await writer.finish();
  return {
    rows: options.leaveRows ? [] : await rowsOf(output),
    filtered,
    failed,
    logs,
    progress,
    output,
    scratchFolder: join(folder, "out"),
  };
}

export async function rowsOf(table: Table): Promise<Row[]> {
  const rows: Row[] = [];
  for await (const batch of table.batches()) rows.push(...batch);
  return rows;
}

async function fileTable(table: Table, folder: string): Promise<Table> {
  const writer = createTableWriter(openScratch(join(folder, "in"), 1), {
    memoryRows: -1,
    memoryBytes: 0,
    fileBytes: 2 ** 40,
  });
  await writer.write([]);
  for await (const batch of table.batches()) await writer.write(batch);
  return writer.finish();
}
