export type LogLevel = "DEBUG" | "INFO" | "WARN" | "ERROR";

/** One entry of a run's log. */
export interface LogLine {
  /** Where the entry begins in the log, in bytes: its identity. */
  offset: number;
  /** ISO 8601; null for a text that is not in the log's form. */
  at: string | null;
  level: LogLevel;
  /** Step and operation that wrote it. */
  place: string | null;
  text: string;
}

const FORM = /^(\d{4}-\d\d-\d\dT[\d:.]+Z) (DEBUG|INFO|WARN|ERROR) +(?:\[([^\]]*)\] )?([\s\S]*)$/;

/**
 * Splits a piece of a log (whole lines, beginning at byte `offset`) into entries. An entry's own line breaks are written
 * indented by four spaces; they belong to the entry before.
 */
export function parseLog(text: string, offset: number): LogLine[] {
  const lines: LogLine[] = [];
  const encoder = new TextEncoder();
  let at = offset;
  for (const raw of text.split("\n")) {
    const size = encoder.encode(raw).length + 1;
    const last = lines.at(-1);
    const match = FORM.exec(raw);
    if (match) {
      const [, time, level, place, rest] = match;
      lines.push({
        offset: at,
        at: time ?? null,
        level: level as LogLevel,
        place: place ?? null,
        text: rest ?? "",
      });
    } else if (last && raw.startsWith("    ")) {
      last.text += `\n${raw.slice(4)}`;
    } else if (raw !== "") {
      lines.push({ offset: at, at: null, level: "INFO", place: null, text: raw });
    }
    at += size;
  }
  return lines;
}
