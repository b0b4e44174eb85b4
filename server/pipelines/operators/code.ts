import { z } from "zod";
import type { Problem } from "../../core/errors";
import type { SandboxLimits, SandboxResult } from "../../sandbox/sandbox";
import type { OperatorContext, OperatorTools } from "./operator";
import { nameOfValue } from "./row-value";

/** What all code operators take. */
export const codeConfig = z.strictObject({
  code: z.string().min(1).max(200_000).describe("JavaScript that defines function transform(…)."),
  limit: z.int().positive().optional(),
  concurrent_thread_count: z
    .int()
    .positive()
    .optional()
    .describe("Accepted for DocETL's documents; has no effect."),
});

/** Problems in the code, with line and column inside it. */
export async function checkCode(
  config: { code: string },
  { sandbox }: OperatorTools,
): Promise<readonly Problem[]> {
  const problems = await sandbox.check({ code: config.code, entry: "transform" });
  return problems.map((problem) => ({ ...problem, path: ["code"] }));
}

/** Calls the person's function with each item; answers in the same order. */
export type Transform = (items: readonly unknown[]) => Promise<readonly SandboxResult[]>;

/**
 * Opens the code in the sandbox for as long as `work` takes, hands it a function that calls `transform` with each item,
 * and writes what the code logs to the run's log.
 */
export async function withCode<T>(
  code: string,
  { sandbox, signal, logger, random }: OperatorContext,
  work: (transform: Transform) => Promise<T>,
  limits: Partial<SandboxLimits> = {},
): Promise<T> {
  const seed = Math.floor(random.next() * 2 ** 32);
  const session = await sandbox.open(
    { code, entry: "transform", seed },
    { signal, limits, onLog: ({ level, text }) => logger[level]({ console: true }, text) },
  );
  try {
    return await work((items) => session.call(items));
  } finally {
    session.close();
  }
}

export const notAnObject = (value: unknown) =>
  `transform returned ${nameOfValue(value)} instead of an object`;
