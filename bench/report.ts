/** One figure of a benchmark, printed as one JSON line. */
export interface Figure {
  readonly name: string;
  readonly value: number;
  readonly unit: string;
  /** The bound to keep; null for a figure that is only shown. */
  readonly target: number | null;
  /** Whether `value` must stay at or under the target, or reach it. */
  readonly better: "lower" | "higher";
  /** The same work done another way in the same run, in the same unit. */
  readonly reference?: Readonly<Record<string, number>>;
}

export type Report = (figure: Figure) => void;

/** What a file in this folder exports as its default. */
export type Benchmark = (report: Report) => Promise<void>;

/** Prints figures to standard output; `failed` tells whether one missed its target. */
export function createReport(print: (line: string) => void = console.log): {
  report: Report;
  failed: () => boolean;
} {
  let missed = false;
  const report: Report = ({ name, value, unit, target, better, reference }) => {
    const pass = target === null || (better === "lower" ? value <= target : value >= target);
    missed ||= !pass;
    print(
      JSON.stringify({ name, value: rounded(value), unit, target, pass, reference: roundedAll(reference) }),
    );
  };
  return { report, failed: () => missed };
}

const rounded = (value: number) => Number(value.toPrecision(4));

const roundedAll = (reference?: Readonly<Record<string, number>>) =>
  reference && Object.fromEntries(Object.entries(reference).map(([name, value]) => [name, rounded(value)]));
