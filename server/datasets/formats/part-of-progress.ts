import type { ReadContext } from "./format";

/** The same context for one stage of the work, whose 0 to 1 is `from` to `to` of the whole. */
export function partOfProgress(context: ReadContext, from: number, to: number): ReadContext {
  return { ...context, progress: (done) => context.progress(from + Math.min(1, done) * (to - from)) };
}
