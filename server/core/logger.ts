import { AsyncLocalStorage } from "node:async_hooks";
import { type DestinationStream, pino } from "pino";

export type { Logger } from "pino";

const fields = new AsyncLocalStorage<Readonly<Record<string, unknown>>>();

/**
 * Runs work of its own (a job, a request) so that each line logged inside it carries `own` (jobId, subjectId, …), and
 * nothing of whoever happened to set it going.
 */
export function withLogFields<T>(own: Readonly<Record<string, unknown>>, work: () => T): T {
  return fields.run(own, work);
}

/** The root logger: JSON lines, secrets removed by key, context fields added from where the call happens. */
export function createLogger(options: { level: string; destination?: DestinationStream }) {
  return pino(
    {
      level: options.level,
      base: undefined,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: { level: (label) => ({ level: label }) },
      mixin: () => ({ ...fields.getStore() }),
      redact: {
        paths: [
          "password",
          "token",
          "secret",
          "authorization",
          "cookie",
          "*.password",
          "*.token",
          "*.secret",
          "*.authorization",
          "*.cookie",
        ],
        remove: true,
      },
    },
    options.destination ?? pino.destination({ dest: 2, sync: false }),
  );
}
