import { open } from "node:fs/promises";

const CHUNK = 256 << 10;
const NEWLINE = 0x0a;

/**
 * A file's lines from byte `start` on, without their ends, read a chunk at a time. A last line that has no end is
 * left out unless `partial`: its writer may not be done with it.
 */
export async function* readLines(
  path: string,
  { start = 0, partial = false }: { start?: number; partial?: boolean } = {},
): AsyncGenerator<string, void, undefined> {
  const file = await open(path, "r");
  try {
    let position = start;
    let rest: Buffer[] = [];
    for (;;) {
      const { bytesRead, buffer } = await file.read(Buffer.allocUnsafe(CHUNK), 0, CHUNK, position);
      if (bytesRead === 0) break;
      position += bytesRead;
      const chunk = buffer.subarray(0, bytesRead);
      let from = 0;
      for (let end = chunk.indexOf(NEWLINE); end >= 0; end = chunk.indexOf(NEWLINE, from)) {
        yield rest.length > 0
          ? Buffer.concat([...rest, chunk.subarray(from, end)]).toString("utf8")
          : chunk.toString("utf8", from, end);
        rest = [];
        from = end + 1;
      }
      if (from < bytesRead) rest.push(chunk.subarray(from));
    }
    if (partial && rest.length > 0) yield Buffer.concat(rest).toString("utf8");
  } finally {
    await file.close();
  }
}
