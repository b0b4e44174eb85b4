import type { DuckDBConnection, DuckDBResultReader } from "@duckdb/node-api";

const everyMillis = 200;

/** Runs a statement and tells how far the engine says it is, 0 to 1. */
export async function runWithProgress(
  connection: DuckDBConnection,
  statement: string,
  progress: (done: number) => void,
): Promise<DuckDBResultReader> {
  await connection.run("PRAGMA enable_progress_bar");
  await connection.run("PRAGMA disable_print_progress_bar");
  const timer = setInterval(() => {
    const { percentage } = connection.progress;
    if (percentage > 0) progress(Math.min(1, percentage / 100));
  }, everyMillis);
  try {
    return await connection.runAndReadAll(statement);
  } finally {
    clearInterval(timer);
  }
}
