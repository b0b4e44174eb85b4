/** cancel: somebody asked; lost: the lease is another's or over; drain: the process is about to end. */
export type Interruption = "cancel" | "lost" | "drain";

const messages: Record<Interruption, string> = {
  cancel: "The job was cancelled.",
  lost: "The job's lease was lost: another worker may run it now.",
  drain: "The server is shutting down; the job goes on after the restart.",
};

/** The reason of a job's aborted signal, and what `boundary` throws. */
export class JobInterrupted extends Error {
  readonly interruption: Interruption;

  constructor(interruption: Interruption) {
    super(messages[interruption]);
    this.name = "JobInterrupted";
    this.interruption = interruption;
  }
}

/** Why a job's signal was aborted; null when it was not. */
export function interruptionOf(signal: AbortSignal): Interruption | null {
  return signal.reason instanceof JobInterrupted ? signal.reason.interruption : null;
}
