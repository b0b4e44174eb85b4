import { z } from "zod";
import type { JobKind } from "./job-kind";

/** Stands in for a kind that this version does not have: its jobs are set aside at once, with that as their error. */
export function unknownKind(kind: string): JobKind {
  return {
    kind,
    payload: z.unknown().refine(() => false, `There is no job kind "${kind}" in this version.`),
    maxAttempts: 1,
    backoff: { baseMs: 0, capMs: 0 },
    leaseMs: 30_000,
    async run() {},
  };
}
