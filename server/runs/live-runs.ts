import type { Logger } from "../core/logger";
import type { ProgressBus } from "../progress/progress-bus";
import { LiveRun } from "./live-run";
import type { RunLedger } from "./run-ledger";

/** The runs that work in this process at this moment. */
export class LiveRuns {
  readonly #bus: ProgressBus;
  readonly #logger: Logger;
  readonly #runs = new Map<string, LiveRun>();

  constructor(bus: ProgressBus, logger: Logger) {
    this.#bus = bus;
    this.#logger = logger;
  }

  /** The run, or null: it has not begun, has ended, or works in another process. */
  find(runId: string): LiveRun | null {
    return this.#runs.get(runId) ?? null;
  }

  /** An earlier attempt at the same run that still lingers here is not followed any more. */
  begin(ledger: RunLedger, signal: AbortSignal): LiveRun {
    const earlier = this.#runs.get(ledger.id)?.close() ?? Promise.resolve();
    const run = new LiveRun(this.#bus, this.#logger, ledger, signal, earlier);
    this.#runs.set(ledger.id, run);
    return run;
  }

  /** May be called again. Whoever follows the run is told, and finds what the database has from now on. */
  end(run: LiveRun): void {
    if (this.#runs.get(run.id) === run) this.#runs.delete(run.id);
    run
      .close()
      .catch((error: unknown) =>
        this.#logger.error({ err: error, runId: run.id }, "A run's live progress could not be closed."),
      );
  }
}
