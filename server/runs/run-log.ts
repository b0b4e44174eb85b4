import { appendFile } from "node:fs";
import { mkdir, open, stat } from "node:fs/promises";
import { dirname } from "node:path";
import { promisify, stripVTControlCharacters } from "node:util";
import type { Clock } from "../core/clock";
import { syncPath } from "../core/durable-file";

export type LogLevel = "DEBUG" | "INFO" | "WARN" | "ERROR";

export interface RunLogLimits {
  /** Longest log, in bytes; then one line says that the rest is left out. */
  readonly bytes: number;
  /** Longest line, in characters. */
  readonly lineLength: number;
}

export const RUN_LOG_LIMITS: RunLogLimits = { bytes: 8 << 20, lineLength: 8_000 };

/** Beside the run's folder rather than in it: most runs leave a log and nothing else. */
export const runLogPath = (runFolder: string): string => `${runFolder}.log`;

/** Costs half of what the one of node:fs/promises does, which a short run would feel. */
const appendToFile = promisify(appendFile);

/** The writing end of a run's log. Lines are buffered; `flush` hands them to the operating system. */
export interface RunLog {
  /** Adds a line: time, level, `[place]`, text. Control characters and colours are taken out. */
  append(level: LogLevel, place: string | null, text: string): void;
  /** Resolves with the log's size in bytes once everything appended so far can be read by others. */
  flush(): Promise<number>;
  /** The last flush; `sync` makes it survive a power cut too. */
  close(sync: boolean): Promise<number>;
}

/**
 * Opens a run's log for appending. The file and its folder are made by the first flush that has something to
 * write. Nothing is synced line by line: what a killed process had flushed is there, a power cut may cost the end.
 */
export async function openRunLog(
  path: string,
  clock: Clock,
  { resumed, limits = RUN_LOG_LIMITS }: { resumed: boolean; limits?: RunLogLimits },
): Promise<RunLog> {
  let size = resumed ? ((await stat(path).catch(() => null))?.size ?? 0) : 0;
  let accepted = size;
  let buffered = size > 0 && !(await endsWithNewline(path, size)) ? "\n" : "";
  let leftOut = 0;
  let queue: Promise<unknown> = Promise.resolve();

  const add = (line: string) => {
    buffered += line;
    accepted += Buffer.byteLength(line);
  };
  const drain = async () => {
    if (buffered === "") return size;
    const chunk = Buffer.from(buffered);
    buffered = "";
    await append(path, chunk);
    size += chunk.length;
    return size;
  };
  const flush = (): Promise<number> => {
    const done = queue.then(drain);
    queue = done.catch(() => {});
    return done;
  };
  return {
    append(level, place, text) {
      if (leftOut > 0) {
        leftOut++;
        return;
      }
      const line = logLine(clock.now(), level, place, text, limits.lineLength);
      if (accepted + Buffer.byteLength(line) > limits.bytes) {
        leftOut = 1;
        const mebibytes = (limits.bytes / 2 ** 20).toFixed(1).replace(/\.0$/, "");
        add(
          logLine(
            clock.now(),
            "WARN",
            null,
            `The log reached its limit of ${mebibytes} MiB; later lines are left out.`,
            limits.lineLength,
          ),
        );
        return;
      }
      add(line);
    },
    flush,
    async close(sync) {
      if (leftOut > 0)
        add(
          logLine(
            clock.now(),
            "WARN",
            null,
            `${leftOut.toLocaleString("en")} lines were left out.`,
            limits.lineLength,
          ),
        );
      const end = await flush();
      if (sync && end > 0) await syncPath(path);
      return end;
    },
  };
}

async function append(path: string, chunk: Buffer): Promise<void> {
  try {
    await appendToFile(path, chunk);
  } catch (error) {
    if ((error as NodeJS.ErrnoException).code !== "ENOENT") throw error;
    await mkdir(dirname(path), { recursive: true });
    await appendToFile(path, chunk);
  }
}

/** A line's own line breaks are indented, so that each line that begins with a time is one entry. */
function logLine(at: Date, level: LogLevel, place: string | null, text: string, longest: number): string {
  const cut =
    text.length > longest
      ? `${text.slice(0, longest)}… (${(text.length - longest).toLocaleString("en")} more characters)`
      : text;
  const plain = stripVTControlCharacters(cut)
    .replace(/\r\n?/g, "\n")
    .replace(/(?![\t\n])[\p{Cc}\u2028\u2029]/gu, "");
  return `${at.toISOString()} ${level.padEnd(5)} ${place ? `[${place}] ` : ""}${plain.trimEnd().replaceAll("\n", "\n    ")}\n`;
}

/** A process that was killed while it appended may have left half a line. */
async function endsWithNewline(path: string, size: number): Promise<boolean> {
  const handle = await open(path, "r");
  try {
    const { buffer } = await handle.read(Buffer.alloc(1), 0, 1, size - 1);
    return buffer[0] === 0x0a;
  } finally {
    await handle.close();
  }
}
