import { Counter } from "prom-client";
import type { ProgressBus } from "../progress/progress-bus";
import { addGauge, type Metrics } from "./metrics";

/** Exports a bus's figures. Their number does not depend on that of topics or subjects. */
export function measureProgress(metrics: Metrics, bus: Pick<ProgressBus, "figures">): void {
  const gauge = (
    name: string,
    help: string,
    value: (figures: ReturnType<ProgressBus["figures"]>) => number,
  ) => addGauge(metrics, `signalbox_progress_${name}`, help, () => value(bus.figures()));
  gauge("topics", "Things whose live progress is followed.", ({ topics }) => topics);
  gauge("bytes", "Memory that their state takes.", ({ bytes }) => bytes);
  gauge("pending", "Changes that wait for their batch.", ({ pending }) => pending);
  gauge("delay_p50_seconds", "Time a change waited for delivery, median.", ({ delay }) => delay.p50 / 1000);
  gauge("delay_p99_seconds", "The same, 99th percentile.", ({ delay }) => delay.p99 / 1000);
  gauge("delay_max_seconds", "The same, longest since the start.", ({ delay }) => delay.max / 1000);
  counter(metrics, "accepted", "Changes that were published.", () => bus.figures().accepted);
  counter(metrics, "refused", "Changes that came too late or out of order.", () => bus.figures().refused);
}

/** A count that is kept elsewhere. */
function counter({ registry }: Metrics, name: string, help: string, value: () => number): void {
  new Counter({
    name: `signalbox_progress_${name}_total`,
    help,
    registers: [registry],
    collect() {
      this.reset();
      this.inc(value());
    },
  });
}
