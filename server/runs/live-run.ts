import { hasCode } from "../core/errors";
import type { Logger } from "../core/logger";
import { interruptionOf } from "../jobs/interruption";
import type { ProgressTopic } from "../progress/create-progress-topic";
import type { ProgressBus } from "../progress/progress-bus";
import type { ProgressReporter } from "../progress/progress-reporter";
import { readSubject } from "../progress/read-subject";
import { countsOf, nameOf, type StepCounts } from "./ledger-step";
import type { RunLedger } from "./run-ledger";
import { type RunStatus, runMachine } from "./run-machine";
import { type StepNow, stepProgress } from "./run-progress";
import { runStepMachine } from "./run-step-machine";

const counts = ["rowsIn", "rowsOut", "rowsFiltered", "rowsFailed"] as const satisfies (keyof StepCounts)[];
const topicOptions = {
  phases: ["waiting", "running", "ended"],
  // The first is that of an operation not told of yet.
  statuses: [...new Set([runStepMachine.initial, ...runStepMachine.states, ...runMachine.states])],
  fields: ["step", "operation", "kind", ...counts],
};

interface Opened {
  readonly topic: ProgressTopic;
  readonly run: ProgressReporter;
  readonly parts: readonly ProgressReporter[];
  /** The status last told of each operation. */
  readonly told: string[];
}

/** What a live run says of itself at a moment. */
export interface LiveState {
  readonly status: RunStatus;
  readonly progress: number;
  readonly steps: readonly StepNow[];
}

/**
 * A run that works in this process, for those who watch it. Its topic `run:<id>`, divided into the operations by equal
 * weights (how many rows an operation will get is known only when it begins), is opened for the first who
 * asks: a run that nobody watches pays for a map entry. Made by `LiveRuns`.
 */
export class LiveRun {
  readonly id: string;
  readonly #bus: ProgressBus;
  readonly #ledger: RunLedger;
  readonly #signal: AbortSignal;
  readonly #before: Promise<void>;
  readonly #logger: Logger;
  readonly #done = new Map<number, number>();
  #opening: Promise<Opened | null> | null = null;
  #opened: Opened | null = null;
  #closed: Promise<void> | null = null;

  /** @param before settles when a run of the same name has let go of the topic. */
  constructor(
    bus: ProgressBus,
    logger: Logger,
    ledger: RunLedger,
    signal: AbortSignal,
    before: Promise<void>,
  ) {
    this.id = ledger.id;
    this.#logger = logger;
    this.#bus = bus;
    this.#ledger = ledger;
    this.#signal = signal;
    this.#before = before;
  }

  /** The operation's status or counts in the ledger have changed. */
  changed(position: number): void {
    if (this.#opened) this.#tell(this.#opened, position);
  }

  /** @param done input rows finished so far. */
  progressed(position: number, done: number): void {
    this.#done.set(position, done);
    this.changed(position);
  }

  /** Calls back at each batch of changes, and when no more will come. Answers how to stop. */
  follow(listener: () => void): () => void {
    let stopped = false;
    let unsubscribe = () => {};
    const changed = () => {
      if (!stopped) listener();
    };
    const opened = (live: Opened | null) => {
      if (stopped) return;
      if (live) unsubscribe = live.topic.topic.subscribe(changed, { onEnd: changed });
      else listener();
    };
    // What kept it from opening is told to who reads.
    void this.#open().then(opened, listener);
    return () => {
      stopped = true;
      unsubscribe();
    };
  }

  /** As it stands now; null when it has ended here. */
  async read(): Promise<LiveState | null> {
    const opened = await this.#open();
    if (!opened || this.#closed) return null;
    const run = readSubject(opened.topic, opened.run.subject);
    const steps = this.#ledger.steps.map((step, position): StepNow => {
      const part = readSubject(opened.topic, opened.parts[position]!.subject);
      return {
        ...nameOf(step),
        ...countsOf(step),
        status: runStepMachine.parseState(part.status),
        progress: part.progress,
        startedAt: step.startedAt,
      };
    });
    return { status: runMachine.parseState(run.status), progress: run.progress, steps };
  }

  /** The run has ended so; operations that had not are told to have ended with it. */
  ended(status: RunStatus): void {
    if (!this.#opened) return;
    const { parts, run } = this.#opened;
    this.#ledger.steps.forEach((step, position) => {
      if (step.status === "RUNNING") this.#finish(parts[position]!, status);
      else if (step.status === "PENDING") this.#finish(parts[position]!, "SKIPPED");
    });
    void run.phase("ended").catch(this.#untold);
    this.#finish(run, status);
  }

  /** Nothing comes any more from here. The promise settles when the topic's name is free. */
  close(): Promise<void> {
    this.#closed ??= Promise.resolve(this.#opening)
      .then((opened) => opened?.topic.close())
      .then(() => {});
    return this.#closed;
  }

  #open(): Promise<Opened | null> {
    if (this.#closed && !this.#opening) return Promise.resolve(null);
    this.#opening ??= this.#openTopic().catch((error: unknown) => {
      this.#untold(error);
      return null;
    });
    return this.#opening;
  }

  async #openTopic(): Promise<Opened> {
    await this.#before;
    const { steps } = this.#ledger;
    const topic = this.#bus.open(`run:${this.id}`, topicOptions);
    const run = topic.add();
    const parts = await topic.divide(
      run,
      steps.map(({ step, operation, kind }) => ({ weight: 1, fields: { step, operation, kind } })),
    );
    // From here on nothing waits: what the ledger says now is told, and after it every change.
    const opened = { topic, run, parts, told: steps.map(() => "") };
    this.#opened = opened;
    run.status(this.#ledger.status);
    void run.phase("running").catch(this.#untold);
    for (const { position } of steps) this.#tell(opened, position);
    const cancelling = () => {
      if (interruptionOf(this.#signal) === "cancel") run.status("CANCELLING");
    };
    if (this.#signal.aborted) cancelling();
    else this.#signal.addEventListener("abort", cancelling, { once: true });
    return opened;
  }

  #tell({ parts, told, run }: Opened, position: number): void {
    const part = parts[position]!;
    const step = this.#ledger.step(position);
    if (told[position] === "SUCCEEDED") return;
    for (const field of counts) part.set(field, step[field]);
    if (step.status === "RUNNING" && told[position] !== "RUNNING") {
      part.status("RUNNING");
      void part.phase("running").catch(this.#untold);
      run.status(this.#ledger.status);
    }
    part.progress(stepProgress(step.status, this.#done.get(position) ?? 0, step.rowsIn));
    if (step.status === "SUCCEEDED") {
      void part.phase("ended").catch(this.#untold);
      this.#finish(part, "SUCCEEDED");
    }
    told[position] = step.status;
  }

  #finish(reporter: ProgressReporter, status: string): void {
    void reporter.finish(status).catch(this.#untold);
  }

  /**
   * What waits for room in a topic that closes is not told any more; whoever follows is sent to the database anyway.
   * Anything else is a fault of ours, but what is only shown must not end the process.
   */
  readonly #untold = (error: unknown): void => {
    if (!hasCode(error, "UNAVAILABLE"))
      this.#logger.error({ err: error, runId: this.id }, "A run's live progress could not be told.");
  };
}
