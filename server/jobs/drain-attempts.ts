import type { Clock } from "../core/clock";
import type { RunningAttempts } from "./running-attempts";

/** After the deadline, how long an interrupted handler has to stop before its job is taken from it, in milliseconds. */
const graceMs = 2_000;

/**
 * Lets what runs go on for `deadlineMs`, then interrupts it, then makes ready what still did not stop. Afterwards no
 * handler can write any more.
 */
export async function drainAttempts(
  attempts: RunningAttempts,
  clock: Clock,
  deadlineMs: number,
): Promise<void> {
  if (await happensWithin(clock, attempts.idle(), deadlineMs)) return;
  attempts.interruptAll("drain");
  if (await happensWithin(clock, attempts.idle(), graceMs)) return;
  const stubborn = attempts.unsettled();
  // Whichever comes first, this or the handler's own end, is stored; the other is refused.
  await Promise.allSettled(
    stubborn.map((attempt) => attempt.settle({ status: "ready", uncounted: true }, async () => {})),
  );
}

async function happensWithin(clock: Clock, event: Promise<void>, milliseconds: number): Promise<boolean> {
  const happened = new AbortController();
  const late = clock.sleep(milliseconds, happened.signal).then(() => false);
  const inTime = event.then(() => true);
  const result = await Promise.race([inTime, late]);
  late.catch(() => {});
  happened.abort();
  return result;
}
