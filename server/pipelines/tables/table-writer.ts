import { type FileHandle, open, rm, stat } from "node:fs/promises";
import { AppError } from "../../core/errors";
import { memoryTable } from "./memory-table";
import { ndjsonTable } from "./ndjson-table";
import { rowSize } from "./row-size";
import type { Scratch } from "./scratch";
import type { Row, Table, TableWriter } from "./table";

export interface TableLimits {
  /** A table goes to disk when it has more rows than this … */
  readonly memoryRows: number;
  /** … or takes more memory than this, in bytes. */
  readonly memoryBytes: number;
  /** Largest file, in bytes; beyond it the operation fails with LIMIT_EXCEEDED. */
  readonly fileBytes: number;
}

export const DEFAULT_TABLE_LIMITS: TableLimits = {
  memoryRows: 20_000,
  memoryBytes: 16 << 20,
  fileBytes: 8 * 2 ** 30,
};

/** A writer with the ends that belong to whoever runs the operation. */
export interface OwnedTableWriter extends TableWriter {
  readonly rowCount: number;
  /** No more rows: the table. */
  finish(): Promise<Table>;
  /** Drops everything; later writes are refused with CANCELLED, so that a straggler stops. */
  abandon(): Promise<void>;
}

const CHUNK = 256 << 10;

/** Collects an operation's rows: in memory while they are few, in an NDJSON file of the scratch folder beyond that. */
export function createTableWriter(
  scratch: Scratch,
  limits: TableLimits = DEFAULT_TABLE_LIMITS,
): OwnedTableWriter {
  let rows: Row[] = [];
  let bytes = 0;
  let rowCount = 0;
  let spill: Spill | null = null;
  let adopted: { path: string; rowCount: number } | null = null;
  let state: "open" | "finished" | "abandoned" = "open";

  const assertOpen = () => {
    if (state === "abandoned") throw new AppError("CANCELLED", "The operation was stopped.");
    if (state === "finished") throw new Error("The table is finished; nothing can be written any more.");
  };

  return {
    get rowCount() {
      return adopted?.rowCount ?? rowCount;
    },
    async write(batch) {
      assertOpen();
      if (adopted) throw new Error("A table that was adopted takes no further rows.");
      rowCount += batch.length;
      if (spill) return spill.write(batch);
      for (const row of batch) {
        rows.push(row);
        bytes += rowSize(row);
      }
      if (rows.length <= limits.memoryRows && bytes <= limits.memoryBytes) return;
      spill = createSpill(scratch.file("ndjson"), limits.fileBytes);
      const held = rows;
      rows = [];
      await spill.write(held);
    },
    async adopt(file) {
      assertOpen();
      if (rowCount > 0 || adopted) throw new Error("Only an empty table can adopt a file.");
      if ((await stat(file.path)).size > limits.fileBytes) throw tooLarge(limits.fileBytes);
      adopted = file;
    },
    scratchFile: (extension) => scratch.file(extension),
    async finish() {
      assertOpen();
      state = "finished";
      if (adopted) return ndjsonTable(adopted.path, adopted.rowCount);
      if (!spill) return memoryTable(rows);
      await spill.end();
      return ndjsonTable(spill.path, rowCount);
    },
    async abandon() {
      state = "abandoned";
      rows = [];
      await spill?.discard();
      if (adopted) await rm(adopted.path, { force: true });
    },
  };
}

interface Spill {
  readonly path: string;
  write(rows: readonly Row[]): Promise<void>;
  end(): Promise<void>;
  discard(): Promise<void>;
}

function createSpill(path: string, maxBytes: number): Spill {
  let file: Promise<FileHandle> | null = null;
  let pending = "";
  let written = 0;
  let discarded = false;
  const handle = () => {
    // A straggler's write after `discard` must not bring the file back.
    if (discarded) throw new AppError("CANCELLED", "The operation was stopped.");
    file ??= open(path, "w");
    return file;
  };
  const flush = async () => {
    const chunk = Buffer.from(pending);
    pending = "";
    written += chunk.length;
    if (written > maxBytes) throw tooLarge(maxBytes);
    await (await handle()).writeFile(chunk);
  };
  const close = async () => {
    const opened = file;
    file = null;
    await (await opened)?.close();
  };
  return {
    path,
    async write(rows) {
      for (const row of rows) {
        pending += `${JSON.stringify(row)}\n`;
        if (pending.length >= CHUNK) await flush();
      }
    },
    async end() {
      await flush();
      await close();
    },
    async discard() {
      discarded = true;
      pending = "";
      await close();
      await rm(path, { force: true });
    },
  };
}

const tooLarge = (maxBytes: number) =>
  new AppError(
    "LIMIT_EXCEEDED",
    `A table between two operations grew beyond ${Math.round(maxBytes / 2 ** 20).toLocaleString("en")} MiB; filter or aggregate earlier.`,
  );
