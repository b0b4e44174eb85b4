import { open } from "node:fs/promises";
import { join } from "node:path";
import { badInput } from "../../../core/errors";
import type { ReadContext } from "../format";
import type { PreparedText } from "../text/prepare-text";

export interface Sample {
  readonly file: string;
  /** The average over all lines, long ones included. */
  readonly bytesPerRow: number;
}

const sampleBytes = 4 * 2 ** 20;
/** The engine's dialect search takes time that grows with the square of a line's length. */
const longestLine = 2 ** 20;

/**
 * The beginning of a text, from which its dialect and types are found out: whole lines, one kind of line end,
 * lines of more than 1 MiB left out.
 * @param skipLines how many lines a person said to leave out; they are not part of the sample.
 */
export async function takeSample(
  text: PreparedText,
  skipLines: number,
  context: ReadContext,
): Promise<Sample> {
  const from = await open(text.file, "r");
  const head = Buffer.alloc(Math.min(sampleBytes, text.bytes));
  const { bytesRead } = await from.read(head, 0, head.length, 0).finally(() => from.close());
  const decoded = new TextDecoder("utf-8").decode(head.subarray(0, bytesRead), {
    stream: bytesRead < text.bytes,
  });
  const lines = decoded.split(/\r\n|\n|\r/).slice(skipLines);
  // The last line may have been cut.
  if (bytesRead < text.bytes && lines.length > 1) lines.pop();
  const kept = lines.filter((line) => line.length <= longestLine);
  if (kept.every((line) => line.trim() === "")) {
    throw badInput(
      lines.some((line) => line.length > longestLine)
        ? "The first line is longer than 1 MiB. Is this a delimited text?"
        : "There are no rows after the lines that were left out.",
    );
  }
  const file = join(context.scratchFolder, "sample.csv");
  const to = await open(file, "w");
  try {
    await to.writeFile(kept.join("\n"));
  } finally {
    await to.close();
  }
  return { file, bytesPerRow: Math.ceil(bytesRead / lines.length) };
}
