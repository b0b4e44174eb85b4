import { mkdir, readFile, stat, writeFile } from "node:fs/promises";
import { dirname } from "node:path";
import { z } from "zod";
import { moveIntoPlace, syncPath } from "../../core/durable-file";
import { ndjsonTable } from "../tables/ndjson-table";
import type { Table } from "../tables/table";

const storedSchema = z.object({
  /** What the plan and its inputs were; another one must not go on from here. */
  fingerprint: z.string(),
  failureBytes: z.int(),
  reports: z.array(
    z.object({
      counts: z.object({ in: z.int(), out: z.int(), filtered: z.int(), failed: z.int() }),
      costMicros: z.string().nullable(),
      tokensIn: z.int(),
      tokensOut: z.int(),
      durationMillis: z.number(),
    }),
  ),
  /** The tables that later operations (or the result) need, by the position of their operation. */
  tables: z.record(z.string(), z.object({ path: z.string(), rowCount: z.int(), bytes: z.int() })),
});

type Stored = z.infer<typeof storedSchema>;

export interface Checkpoint {
  readonly fingerprint: string;
  readonly failureBytes: number;
  readonly reports: readonly {
    readonly counts: Stored["reports"][number]["counts"];
    readonly costMicros: bigint | null;
    readonly tokensIn: number;
    readonly tokensOut: number;
    readonly durationMillis: number;
  }[];
  readonly tables: ReadonlyMap<number, Table>;
}

/** Writes where a run stands so that it survives a power cut: tables first, then the record that names them. */
export async function writeCheckpoint(path: string, checkpoint: Checkpoint): Promise<void> {
  const tables: Stored["tables"] = {};
  for (const [position, table] of checkpoint.tables) {
    if (table.file?.format !== "ndjson")
      throw new Error("Only tables in NDJSON files can be kept in a checkpoint.");
    await syncPath(table.file.path);
    tables[position] = {
      path: table.file.path,
      rowCount: table.rowCount,
      bytes: (await stat(table.file.path)).size,
    };
  }
  const reports = checkpoint.reports.map((report) => ({
    ...report,
    costMicros: report.costMicros?.toString() ?? null,
  }));
  const stored: Stored = {
    fingerprint: checkpoint.fingerprint,
    failureBytes: checkpoint.failureBytes,
    reports,
    tables,
  };
  await mkdir(dirname(path), { recursive: true });
  const fresh = `${path}.new`;
  await writeFile(fresh, JSON.stringify(stored));
  await syncPath(fresh);
  await moveIntoPlace(fresh, path);
}

/** The last checkpoint of this very plan, or null when there is none or what it names is not whole. */
export async function readCheckpoint(path: string, fingerprint: string): Promise<Checkpoint | null> {
  const stored = await readStored(path);
  if (stored?.fingerprint !== fingerprint) return null;
  const tables = new Map<number, Table>();
  for (const [position, table] of Object.entries(stored.tables)) {
    const found = await stat(table.path).catch(() => null);
    if (found?.size !== table.bytes) return null;
    tables.set(Number(position), ndjsonTable(table.path, table.rowCount));
  }
  const reports = stored.reports.map((report) => ({
    ...report,
    costMicros: report.costMicros === null ? null : BigInt(report.costMicros),
  }));
  return { fingerprint, failureBytes: stored.failureBytes, reports, tables };
}

async function readStored(path: string): Promise<Stored | null> {
  const text = await readFile(path, "utf8").catch(() => null);
  if (text === null) return null;
  try {
    return storedSchema.parse(JSON.parse(text));
  } catch {
    // Half a record means that the crash came while it was written: start from the beginning.
    return null;
  }
}
