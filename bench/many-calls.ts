import { join } from "node:path";
import SqliteDatabase from "better-sqlite3";

/** Calls `work` `count` times, `atOnce` at a time. @returns calls a second. */
export async function callsPerSecond(
  work: () => Promise<void>,
  count: number,
  atOnce: number,
): Promise<number> {
  let left = count;
  const caller = async () => {
    while (left-- > 0) await work();
  };
  const start = performance.now();
  await Promise.all(Array.from({ length: atOnce }, caller));
  return count / ((performance.now() - start) / 1_000);
}

/** Calls `work` again and again. @returns how long each call took, in milliseconds. */
export async function durations(work: () => Promise<void>, count: number): Promise<number[]> {
  const taken: number[] = [];
  for (let n = 0; n < count; n++) {
    const start = performance.now();
    await work();
    taken.push(performance.now() - start);
  }
  return taken;
}

export function percentile(values: readonly number[], share: number): number {
  const sorted = [...values].sort((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] as number;
}

/** Single-row commits a second that plain better-sqlite3 reaches with the same durability. */
export function rawCommitsPerSecond(folder: string): number {
  const raw = new SqliteDatabase(join(folder, "raw.db"));
  raw.exec("PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL; CREATE TABLE IF NOT EXISTS t (a TEXT)");
  const insert = raw.prepare("INSERT INTO t VALUES (?)");
  const count = 500;
  const start = performance.now();
  for (let n = 0; n < count; n++) insert.run("x".repeat(100));
  const seconds = (performance.now() - start) / 1_000;
  raw.close();
  return count / seconds;
}

/** Milliseconds on a clock that all processes of this machine share. */
export const monotonicMs = (): number => Number(process.hrtime.bigint()) / 1e6;
