import type { TableRow } from "./column";
import type { Engine } from "./open-engine";
import { columnReaders, rowsOfChunk } from "./rows-of-chunk";
import { quoteText } from "./sql-text";

/**
 * All rows of a Parquet file in order, in batches of at most 2,048. The next batch is read when the consumer asks
 * for it, so memory stays at one batch however slow the consumer is. Leaving the loop early stops the reading.
 */
export async function* readBatches(
  engine: Engine,
  file: string,
  options: { signal?: AbortSignal } = {},
): AsyncGenerator<readonly TableRow[], void, undefined> {
  const connection = await engine.connect();
  const interrupt = () => connection.interrupt();
  options.signal?.addEventListener("abort", interrupt, { once: true });
  try {
    const result = await connection.stream(`SELECT * FROM read_parquet(${quoteText(file)})`);
    const columns = columnReaders(result);
    for (;;) {
      options.signal?.throwIfAborted();
      const chunk = await result.fetchChunk();
      if (!chunk || chunk.rowCount === 0) return;
      yield rowsOfChunk(chunk, columns);
    }
  } catch (error) {
    options.signal?.throwIfAborted();
    throw error;
  } finally {
    options.signal?.removeEventListener("abort", interrupt);
    connection.closeSync();
  }
}
