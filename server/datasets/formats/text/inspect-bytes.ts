import { isUtf8 } from "node:buffer";
import type { FileHandle } from "node:fs/promises";

export interface ByteFacts {
  readonly hasNul: boolean;
  /** A stretch around the first bytes that are not UTF-8; null when all of the file is UTF-8. */
  readonly firstDamage: Uint8Array | null;
}

const chunkBytes = 4 * 2 ** 20;

/**
 * Looks at the first `size` bytes once, at the speed of the disk: is it all UTF-8, and is there a NUL?
 * @param complete whether the file ends there; if not, a last character that is cut in two is no damage.
 */
export async function inspectBytes(
  file: FileHandle,
  size: number,
  complete: boolean,
  progress: (done: number) => void,
): Promise<ByteFacts> {
  const buffer = Buffer.allocUnsafe(chunkBytes);
  let carried = 0;
  let position = 0;
  let hasNul = false;
  let firstDamage: Uint8Array | null = null;
  while (position < size) {
    const wanted = Math.min(chunkBytes - carried, size - position);
    const { bytesRead } = await file.read(buffer, carried, wanted, position);
    if (bytesRead === 0) break;
    position += bytesRead;
    const filled = buffer.subarray(0, carried + bytesRead);
    const end = position < size || !complete ? wholeCharacters(filled) : filled.length;
    const chunk = filled.subarray(0, end);
    hasNul ||= chunk.includes(0);
    if (!firstDamage && !isUtf8(chunk)) firstDamage = aroundDamage(chunk);
    filled.copy(buffer, 0, end);
    carried = filled.length - end;
    progress(position / size);
  }
  return { hasNul, firstDamage };
}

/** Length without a UTF-8 sequence that the chunk's end cuts in two. */
function wholeCharacters(chunk: Uint8Array): number {
  for (let back = 1; back <= 3 && back <= chunk.length; back++) {
    const byte = chunk[chunk.length - back]!;
    if ((byte & 0xc0) === 0x80) continue;
    const length = byte >= 0xf0 ? 4 : byte >= 0xe0 ? 3 : byte >= 0xc0 ? 2 : 1;
    return length > back ? chunk.length - back : chunk.length;
  }
  return chunk.length;
}

const pieceBytes = 2 ** 16;

/** From the first damaged 64 KiB on, up to 1 MiB: enough to tell one encoding from another. */
function aroundDamage(chunk: Buffer): Uint8Array {
  let start = 0;
  while (start + pieceBytes < chunk.length) {
    const end = start + wholeCharacters(chunk.subarray(start, start + pieceBytes));
    if (!isUtf8(chunk.subarray(start, end))) break;
    start = end;
  }
  return Uint8Array.from(chunk.subarray(start, start + 2 ** 20));
}
