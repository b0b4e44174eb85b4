import { Counter, Gauge, Histogram, Registry, collectDefaultMetrics } from "prom-client";

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
    jobsFinished: new Counter({
      name: "signalbox_jobs_finished_total",
      help: "Jobs that ended, by kind and outcome.",
      labelNames: ["kind", "outcome"] as const,
      registers,
    }),
    jobsRunning: new Gauge({
      name: "signalbox_jobs_running",
      help: "Jobs this process is running, by kind.",
      labelNames: ["kind"] as const,
      registers,
    }),
    subscribers: new Gauge({
      name: "signalbox_subscribers",
      help: "Open GraphQL subscriptions.",
      registers,
    }),
  };
}

export type Metrics = ReturnType<typeof createMetrics>;
