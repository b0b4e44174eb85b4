import { Counter, collectDefaultMetrics, Gauge, Histogram, Registry } from "prom-client";

/**
 * Everything the process measures of itself, for Prometheus. Labels are of fixed cardinality only: never an id, a
 * name or an address. Values of single runs or subjects come from the API.
 */
export function createMetrics() {
  const registry = new Registry();
  collectDefaultMetrics({ register: registry, prefix: "signalbox_" });
  const registers = [registry];
  return {
    registry,
    httpSeconds: new Histogram({
      name: "signalbox_http_request_seconds",
      help: "Time to answer a request, by route and status class.",
      labelNames: ["route", "status"] as const,
      buckets: [0.005, 0.01, 0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 10],
      registers,
    }),
    events: new Counter({
      name: "signalbox_events_total",
      help: "Events written to the log by this process, by type: RunSucceeded, ImportFailed, …",
      labelNames: ["type"] as const,
      registers,
    }),
    jobs: new Counter({
      name: "signalbox_jobs_total",
      help: "Starts of jobs that are over, by kind and outcome; ready means that another will follow.",
      labelNames: ["kind", "outcome"] as const,
      registers,
    }),
  };
}

/** A value that is asked for at each scrape. */
export function addGauge({ registry }: Metrics, name: string, help: string, value: () => number): void {
  new Gauge({
    name,
    help,
    registers: [registry],
    collect() {
      this.set(value());
    },
  });
}

export type Metrics = ReturnType<typeof createMetrics>;
