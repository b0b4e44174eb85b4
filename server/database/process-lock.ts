import SqliteDatabase from "better-sqlite3";
import { AppError } from "../core/errors";

/**
 * One process per SQLite file. The lock is an exclusive transaction on a small file beside the database: the
 * operating system lets go of it when the process ends, however it ends.
 * @returns the function that releases the lock.
 */
export function lockSqliteFile(file: string): () => void {
  const lock = new SqliteDatabase(`${file}.lock`, { timeout: 0 });
  try {
    lock.exec("BEGIN EXCLUSIVE");
  } catch (error) {
    lock.close();
    if ((error as { code?: string }).code !== "SQLITE_BUSY") throw error;
    throw new AppError(
      "UNAVAILABLE",
      `Another process has the database ${file} open. Stop it first, or set DATABASE_URL=postgresql://… to let several processes share one database.`,
      { cause: error },
    );
  }
  return () => lock.close();
}
