/** What is known of one phase's pieces of work. Durations and ages in milliseconds. */
export interface PhaseWork {
  /** Durations of pieces that are done, in this run. */
  readonly completed: readonly number[];
  /** Durations from earlier runs, if there are any. */
  readonly history?: readonly number[];
  /** How long each piece now in flight has been running. */
  readonly inFlight: readonly number[];
  /** Pieces not yet begun. */
  readonly waiting: number;
}

/** Milliseconds from now; the true end should lie between in about four of five cases. */
export interface TimeLeft {
  readonly low: number;
  readonly high: number;
}

/** Fewer completions than this say nothing, unless there is history. */
const ENOUGH = 3;
/** Normal quantile of an interval of 80 %. */
const WIDTH = 1.28;

/**
 * How long the rest takes, as an interval: with heavy tails a single figure is wrong by half whatever the method.
 * Null, "unknown", while a phase with work left has no history and fewer than three completions.
 * @param parallelism how many pieces really run at once, at least 1.
 */
export function timeLeft(phases: readonly PhaseWork[], parallelism: number): TimeLeft | null {
  let expected = 0;
  let variance = 0;
  let longest = 0;
  let pieces = 0;
  for (const phase of phases) {
    const left = phase.waiting + phase.inFlight.length;
    if (left === 0) continue;
    const samples = [...(phase.history ?? []), ...phase.completed];
    if (samples.length === 0 || (!phase.history?.length && samples.length < ENOUGH)) return null;
    const residuals = phase.inFlight.map((age) => residual(samples, age));
    const each = mean(samples);
    const spread =
      samples.reduce((sum, sample) => sum + (sample - each) ** 2, 0) / Math.max(1, samples.length - 1);
    expected += phase.waiting * each + residuals.reduce((sum, one) => sum + one, 0);
    // The pieces scatter, and the mean itself is only known from so many samples.
    variance += left * spread + (left ** 2 * spread) / samples.length;
    longest = Math.max(longest, phase.waiting > 0 ? each : 0, ...residuals);
    pieces += left;
  }
  const lanes = Math.max(1, Math.min(parallelism, pieces));
  const scatter = (WIDTH * Math.sqrt(variance)) / lanes;
  const middle = Math.max(expected / lanes, longest);
  return { low: Math.max(0, middle - scatter), high: middle + scatter };
}

/** What remains on average of a piece that has run for `age`: longer than any before, as long again. */
function residual(samples: readonly number[], age: number): number {
  const longer = samples.filter((sample) => sample > age);
  return longer.length === 0 ? age : mean(longer) - age;
}

const mean = (values: readonly number[]) => values.reduce((sum, value) => sum + value, 0) / values.length;
