import type { AddressInfo } from "node:net";
import { useServer as servePlainly } from "graphql-ws/use/ws";
import { WebSocketServer } from "ws";
import type { GraphQLContext } from "../graphql/context";
import { systemClock } from "../server/core/clock";
import { systemContext } from "../server/core/context";
import { readEnv } from "../server/env";
import { createHttp } from "../server/http";
import { openKernel } from "../server/kernel";
import { runEvents } from "../server/runs/run-events";
import { monotonicMs } from "./many-calls";

/** What the benchmark asks of the server's process. */
export interface Publish {
  readonly perSecond: number;
  readonly seconds: number;
}

/** What it is answered: first the addresses, then, for each `Publish`, the instants of the commits. */
export interface ServerReady {
  /** The product's own socket, and one on which stock graphql-ws executes for each subscriber. */
  readonly shared: string;
  readonly separate: string;
  /** Memory before anybody connects. */
  readonly idleMb: number;
}
export interface Published {
  /** Sequence and instant (monotonic, milliseconds) of each event's durable commit. */
  readonly committed: ReadonlyArray<readonly [sequence: number, at: number]>;
  /** Processor time this process spent on it. */
  readonly cpuMs: number;
  /** The most memory this process ever held. */
  readonly residentMb: number;
}

// Database and account exist, as at any start but the first: what it takes to make them is not what is measured.
const [, , dataDir, runId] = process.argv;
const env = readEnv({
  NODE_ENV: "production",
  DATA_DIR: dataDir,
  LOG_LEVEL: "error",
  CONSOLE: "false",
  REGISTRATION: "open",
  WORKER_CONCURRENCY: "0",
});
const kernel = await openKernel(env);
const { services } = kernel;
const run = await services.database.client.run.findUniqueOrThrow({ where: { id: runId } });

const plain = new WebSocketServer({ noServer: true });
const request = systemContext("bench", "bench");
const context: GraphQLContext = { request, services };
servePlainly({ schema: kernel.graphql.schema, context }, plain);
const server = createHttp(kernel, null);
const [ours] = server.listeners("upgrade") as ((...parts: unknown[]) => void)[];
server.removeAllListeners("upgrade");
server.on("upgrade", (request, socket, head) => {
  if (request.url !== "/plain") return ours?.(request, socket, head);
  plain.handleUpgrade(request, socket, head, (client) => plain.emit("connection", client, request));
});
await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));

let sequence = 0;
/** Publishes as the product does: one event in a durable transaction of its own. Ends on time, also when it is late. */
async function publish({ perSecond, seconds }: Publish): Promise<Published> {
  const committed: [number, number][] = [];
  const pending: Promise<void>[] = [];
  const start = performance.now();
  const before = process.cpuUsage();
  for (let n = 0; n < perSecond * seconds && performance.now() < start + seconds * 1_000; n++) {
    await systemClock.sleep(Math.max(0, start + (n * 1_000) / perSecond - performance.now()));
    pending.push(append(n, (at) => committed.push([++sequence, at])));
  }
  await Promise.all(pending);
  await systemClock.sleep(500);
  const { user, system } = process.cpuUsage(before);
  return {
    committed,
    cpuMs: (user + system) / 1_000,
    residentMb: process.resourceUsage().maxRSS / 1_024,
  };
}

function append(n: number, committed: (at: number) => void): Promise<void> {
  const counts = {
    rowsIn: 100_000,
    rowsOut: n * 900,
    rowsFiltered: n * 90,
    rowsFailed: n * 10,
    done: n * 1_000,
  };
  const step = { position: 0, step: "clean", operation: "keep-valid", kind: "code_filter" };
  const progress = { type: "StepProgress", payload: { ...step, ...counts } } as const;
  return services.database.transaction(async (tx) => {
    runEvents.append(tx, run, { ...progress, actor: "system:worker", at: new Date() });
    tx.afterCommit(() => committed(monotonicMs()));
  });
}

process.on("message", (order: Publish) => {
  publish(order).then((published) => process.send?.(published));
});
process.on("disconnect", () => process.exit());
const { port } = server.address() as AddressInfo;
const ready: ServerReady = {
  shared: `ws://127.0.0.1:${port}/graphql`,
  separate: `ws://127.0.0.1:${port}/plain`,
  idleMb: process.memoryUsage().rss / (1 << 20),
};
process.send?.(ready);
