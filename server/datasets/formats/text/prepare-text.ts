import { type FileHandle, open } from "node:fs/promises";
import { join } from "node:path";
import { AppError, badInput } from "../../../core/errors";
import type { Notice, ReadContext } from "../format";
import { binaryFile } from "./binary-file";
import { byteOrderMark } from "./byte-order-mark";
import { copyHead } from "./copy-head";
import type { Encoding } from "./encodings";
import { guessEncoding, guessUtf16 } from "./guess-encoding";
import { inspectBytes } from "./inspect-bytes";
import { type TranscodeOptions, transcode } from "./transcode";

/** A text that an engine can read: UTF-8, without NUL characters. */
export interface PreparedText {
  /** The raw file itself when it already is such a text, else a copy in the scratch folder. */
  readonly file: string;
  readonly bytes: number;
  readonly encoding: Encoding;
  readonly notices: readonly Notice[];
  /** False when only the beginning was taken. */
  readonly complete: boolean;
}

const headBytes = 2 ** 16;

/**
 * Finds out the encoding and makes the raw file readable, in one pass (two when it must be rewritten).
 * @param onlyFirst take just this many bytes, for a preview; the last line may be cut.
 * @throws BAD_USER_INPUT for an empty or binary file, LIMIT_EXCEEDED for one that is too large.
 */
export async function prepareText(
  context: ReadContext,
  chosen: Encoding | "auto",
  onlyFirst = Number.POSITIVE_INFINITY,
): Promise<PreparedText> {
  const raw = await open(context.rawFile, "r");
  try {
    const { size } = await raw.stat();
    if (size > context.limits.maxBytes) {
      throw new AppError(
        "LIMIT_EXCEEDED",
        `The file has ${size} bytes; at most ${context.limits.maxBytes} are taken.`,
      );
    }
    const taken = Math.min(size, onlyFirst);
    const complete = taken === size;
    const head = await readHead(raw, taken);
    if (isBlank(head) && taken <= headBytes) throw badInput("The file is empty.");
    const mark = byteOrderMark(head);
    const wide = mark ?? guessUtf16(head);
    const binary = wide?.startsWith("utf-16") || chosen.startsWith("utf-16") ? null : binaryFile(head);
    if (binary) throw badInput(`This is not a text: it looks like ${binary}.`);

    const known = chosen === "auto" ? wide : chosen;
    const facts =
      known === null || known === "utf-8" ? await inspectBytes(raw, taken, complete, context.progress) : null;
    const encoding = known ?? (facts?.firstDamage ? guessEncoding(facts.firstDamage) : "utf-8");
    if (encoding === "utf-8" && !facts?.hasNul) {
      const file = complete ? context.rawFile : await copyOf(raw, taken, context);
      return { file, bytes: taken, encoding, notices: [], complete };
    }
    const rewritten = await rewrite(raw, { encoding, size: taken, complete, newlines: "keep" }, context);
    return { ...rewritten, encoding, complete };
  } finally {
    await raw.close();
  }
}

/** The same text with one kind of line end; for files that mix them. */
export async function unifyNewlines(text: PreparedText, context: ReadContext): Promise<PreparedText> {
  const from = await open(text.file, "r");
  try {
    const unified = await rewrite(
      from,
      { encoding: "utf-8", size: text.bytes, complete: text.complete, newlines: "unify" },
      context,
    );
    const notice: Notice = {
      code: "NEWLINES_UNIFIED",
      message: "Lines ended in different ways; all now end with a line feed.",
    };
    return { ...text, ...unified, notices: [...text.notices, notice] };
  } finally {
    await from.close();
  }
}

async function rewrite(
  from: FileHandle,
  how: Omit<TranscodeOptions, "progress">,
  context: ReadContext,
): Promise<Pick<PreparedText, "file" | "bytes" | "notices">> {
  const file = join(context.scratchFolder, how.newlines === "keep" ? "text.utf8" : "text.unified");
  const to = await open(file, "w");
  try {
    const done = await transcode(from, to, { ...how, progress: context.progress });
    const notices: Notice[] = [];
    if (done.nulRemoved > 0) {
      notices.push({ code: "NUL_REMOVED", message: `${done.nulRemoved} NUL characters were left out.` });
    }
    if (done.undecodable > 0) {
      notices.push({
        code: "UNDECODABLE",
        message: `${done.undecodable} places could not be read as ${how.encoding} and became "�". Is it another encoding?`,
      });
    }
    return { file, bytes: done.bytes, notices };
  } finally {
    await to.close();
  }
}

async function copyOf(raw: FileHandle, size: number, context: ReadContext): Promise<string> {
  const file = join(context.scratchFolder, "text.head");
  const to = await open(file, "w");
  try {
    await copyHead(raw, to, size);
  } finally {
    await to.close();
  }
  return file;
}

async function readHead(file: FileHandle, size: number): Promise<Buffer> {
  const head = Buffer.alloc(Math.min(size, headBytes));
  const { bytesRead } = await file.read(head, 0, head.length, 0);
  return head.subarray(0, bytesRead);
}

function isBlank(head: Buffer): boolean {
  const skip = byteOrderMark(head) === "utf-8" ? 3 : byteOrderMark(head) ? 2 : 0;
  return head.subarray(skip).every((byte) => byte === 0x20 || (byte >= 0x09 && byte <= 0x0d));
}
