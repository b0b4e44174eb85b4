import { type FileHandle, open } from "node:fs/promises";

const lineFeed = 10;
const carriageReturn = 13;

/** Tells on which line, from 1, a byte of a text stands. Asked in ascending order it reads the file once. */
export interface LineCounter {
  lineAt(byte: number): Promise<number>;
  close(): Promise<void>;
}

/** Opens a counter; lines end with LF, CRLF or a lone CR. */
export async function openLineCounter(file: string): Promise<LineCounter> {
  const handle: FileHandle = await open(file, "r");
  const buffer = Buffer.allocUnsafe(2 ** 20);
  let position = 0;
  let line = 1;
  let afterReturn = false;
  return {
    async lineAt(byte) {
      if (byte < position) throw new Error("A line counter goes forward only.");
      while (position < byte) {
        const wanted = Math.min(buffer.length, byte - position);
        const { bytesRead } = await handle.read(buffer, 0, wanted, position);
        if (bytesRead === 0) break;
        for (let index = 0; index < bytesRead; index++) {
          const value = buffer[index];
          if (value === carriageReturn || (value === lineFeed && !afterReturn)) line++;
          afterReturn = value === carriageReturn;
        }
        position += bytesRead;
      }
      return line;
    },
    close: () => handle.close(),
  };
}
