import { type AppError, badInput } from "../../core/errors";

/**
 * What the engine says of a file that it cannot read, as an error for the person who sent it; null for any other error.
 * Only its first sentence: the rest is advice for people who write SQL, and names the server's paths.
 */
export function unreadableFile(error: unknown): AppError | null {
  if (!(error instanceof Error)) return null;
  const found = /^(?:Invalid Input|Conversion) Error: ([^\n]*)/.exec(error.message);
  if (!found) return null;
  const sentence = found[1]!.replace(/"?\/[^\s"]+"?/g, "the file").slice(0, 300);
  const line = /\bLine: (\d+)/.exec(error.message);
  const problem = { code: "UNREADABLE", message: sentence, ...(line && { line: Number(line[1]) }) };
  return badInput(`The file cannot be read: ${sentence}`, [problem]);
}
