import { badInput } from "../core/errors";
import { parseInput } from "../core/parse-input";
import type { DatasetFormat } from "./formats/format";
import { datasetFormats } from "./formats/formats";

/** What a person may say about a file's format. */
export interface FormatChoice {
  /** A kind of the registry; found out from the file's name and first bytes when absent. */
  readonly format?: string | null;
  /** What the format's options schema takes; found out where absent. */
  readonly options?: unknown;
}

export interface ChosenFormat {
  readonly format: DatasetFormat;
  /** With every default filled in. */
  readonly options: unknown;
}

/** @throws BAD_USER_INPUT for a format that is not known, or options that it does not take */
export function chooseFormat(choice: FormatChoice, file: { name: string; head: Uint8Array }): ChosenFormat {
  const format = choice.format ? datasetFormats.get(choice.format) : guessFormat(file);
  return { format, options: parseInput(format.options, choice.options ?? {}) };
}

/** By the name's ending; a text that begins like JSON is JSON whatever it is called. */
function guessFormat({ name, head }: { name: string; head: Uint8Array }): DatasetFormat {
  const lower = name.toLowerCase();
  const named = datasetFormats.members.find(({ extensions }) =>
    extensions.some((ending) => lower.endsWith(ending)),
  );
  const text = new TextDecoder("utf-8").decode(head).trimStart();
  const begins = text.startsWith("[")
    ? "json"
    : text.startsWith("{")
      ? isLines(text)
        ? "ndjson"
        : "json"
      : null;
  if (named && named.kind !== "json" && named.kind !== "csv") return named;
  if (begins && (!named || named.kind === "json" || /\.(txt|json)$/.test(lower)))
    return datasetFormats.get(begins);
  if (named) return named;
  const known = datasetFormats.members.flatMap(({ extensions }) => extensions).join(", ");
  if (/\.[a-z0-9]{1,8}$/.test(lower) && !text)
    throw badInput(`The format is not known; files may end with ${known}.`);
  return datasetFormats.get("csv");
}

/** Whether the first line is a whole JSON object and something follows it. */
function isLines(text: string): boolean {
  const end = text.indexOf("\n");
  if (end < 0 || text.slice(end).trim() === "") return false;
  try {
    return typeof JSON.parse(text.slice(0, end)) === "object";
  } catch {
    return false;
  }
}
