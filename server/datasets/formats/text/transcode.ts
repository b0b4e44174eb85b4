import type { FileHandle } from "node:fs/promises";
import type { Encoding } from "./encodings";
import { writeAll } from "./write-all";

export interface Transcoded {
  readonly bytes: number;
  /** Places that the encoding could not explain; each became one "�". */
  readonly undecodable: number;
  readonly nulRemoved: number;
}

const chunkBytes = 2 ** 20;

export interface TranscodeOptions {
  readonly encoding: Encoding;
  /** How many bytes to take. */
  readonly size: number;
  /** Whether the text ends there; if not, a last character that is cut in two is left out. */
  readonly complete: boolean;
  /** "unify" makes every line end with a line feed. */
  readonly newlines: "keep" | "unify";
  readonly progress: (done: number) => void;
}

/** Rewrites a text as UTF-8 without a byte order mark and without NUL characters, a chunk at a time. */
export async function transcode(
  from: FileHandle,
  to: FileHandle,
  options: TranscodeOptions,
): Promise<Transcoded> {
  const decoder = new TextDecoder(options.encoding);
  const buffer = Buffer.allocUnsafe(chunkBytes);
  let position = 0;
  let bytes = 0;
  let undecodable = 0;
  let nulRemoved = 0;
  let heldReturn = "";
  for (;;) {
    const { bytesRead } = await from.read(buffer, 0, Math.min(chunkBytes, options.size - position), position);
    position += bytesRead;
    const last = bytesRead === 0;
    let text =
      heldReturn +
      decoder.decode(buffer.subarray(0, bytesRead), {
        stream: !last || !options.complete,
      });
    undecodable += occurrences(text, "\ufffd");
    if (text.includes("\0")) {
      nulRemoved += occurrences(text, "\0");
      text = text.replaceAll("\0", "");
    }
    if (options.newlines === "unify") {
      // A return at the chunk's end may belong to the line feed that comes next.
      heldReturn = !last && text.endsWith("\r") ? "\r" : "";
      text = text.slice(0, text.length - heldReturn.length).replace(/\r\n?/g, "\n");
    }
    const encoded = Buffer.from(text, "utf8");
    await writeAll(to, encoded);
    bytes += encoded.length;
    options.progress(options.size === 0 ? 1 : position / options.size);
    if (last) return { bytes, undecodable, nulRemoved };
  }
}

function occurrences(text: string, character: string): number {
  let found = 0;
  for (let at = text.indexOf(character); at >= 0; at = text.indexOf(character, at + 1)) found++;
  return found;
}
