import { pino } from "pino";
import type { Logger } from "../core/logger";
import type { LogLevel } from "../runs/run-log";

const LEVELS: readonly (readonly [atLeast: number, level: LogLevel])[] = [
  [50, "ERROR"],
  [40, "WARN"],
  [30, "INFO"],
  [0, "DEBUG"],
];

interface Line {
  level: number;
  msg?: string;
  console?: boolean;
}

/** A logger whose lines go to `write`: what an operator says belongs into its run's log, not the server's. */
export function operatorLogger(write: (level: LogLevel, text: string) => void): Logger {
  const destination = {
    write(line: string) {
      // `console` marks what a person's code said; in a run's log that needs no mark.
      const { level, msg, console: _mark, ...fields } = JSON.parse(line) as Line;
      const name = LEVELS.find(([atLeast]) => level >= atLeast)?.[1] ?? "INFO";
      const extra = Object.keys(fields).length > 0 ? ` ${JSON.stringify(fields)}` : "";
      write(name, `${msg ?? ""}${extra}`.trim());
    },
  };
  return pino({ base: undefined, level: "debug", timestamp: false }, destination);
}
