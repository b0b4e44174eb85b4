import { type ChildProcess, fork } from "node:child_process";
import { once } from "node:events";
import { mkdtempSync } from "node:fs";
import { join } from "node:path";
import { build } from "esbuild";
import { encodeId } from "../graphql/ids";
import { createAccess } from "../server/accounts/access";
import { createAccountDeps } from "../server/accounts/account-deps";
import { defaultAccountSettings } from "../server/accounts/account-settings";
import { systemClock } from "../server/core/clock";
import { newId } from "../server/core/ids";
import { migrate } from "../server/database/migrate";
import { openDatabase } from "../server/db";
import { openTestAccount } from "../tests/support/first-account";
import type { Published, ServerReady } from "./event-server";
import type { Told } from "./event-subscribers";
import type { Report } from "./report";

const subscribers = 1_000;

/** From the durable commit to a thousand WebSocket subscribers in another process. */
export async function measureDelivery(report: Report, folder: string): Promise<void> {
  const calm = await deliver(folder, "shared", 10, 20);
  report({
    name: `events.commit to ${subscribers} subscribers at 10 events/s, p99`,
    value: calm.told.p99,
    unit: "ms",
    target: 25,
    better: "lower",
    reference: { p50: calm.told.p50, "processor time a delivery, µs": cpuOf(calm) },
  });
  const shared = await deliver(folder, "shared", 50, 10);
  const separate = await deliver(folder, "separate", 50, 10);
  report({
    name: "events.deliveries at 50 events/s, against executing for each subscriber",
    value: shared.told.perSecond / separate.told.perSecond,
    unit: "×",
    target: 5,
    better: "higher",
    reference: {
      "shared, deliveries/s": shared.told.perSecond,
      "shared, p99 ms": shared.told.p99,
      "shared, processor time a delivery, µs": cpuOf(shared),
      "separate, deliveries/s": separate.told.perSecond,
      "separate, p99 ms": separate.told.p99,
      "separate, processor time a delivery, µs": cpuOf(separate),
    },
  });
  report({
    name: "events.numbers missed, repeated or out of order",
    value: lost(calm) + lost(shared),
    unit: "",
    target: 0,
    better: "lower",
  });
  report({
    name: `events.resident memory of the server with ${subscribers} subscribers at 50 events/s, peak`,
    value: shared.published.residentMb,
    unit: "MB",
    target: 250,
    better: "lower",
    reference: { "without subscribers": shared.idleMb, "executing for each": separate.published.residentMb },
  });
}

interface Delivery {
  readonly published: Published;
  readonly told: Told;
  readonly idleMb: number;
}

const cpuOf = ({ published, told }: Delivery) => (published.cpuMs * 1_000) / told.deliveries;

const lost = ({ published, told }: Delivery) =>
  told.broken + subscribers * published.committed.length - told.deliveries;

/** One server, one process of subscribers, both fresh. */
async function deliver(
  folder: string,
  way: "shared" | "separate",
  perSecond: number,
  seconds: number,
): Promise<Delivery> {
  const dataDir = mkdtempSync(join(folder, "server-"));
  const { token, runId } = await openRun(`file:${join(dataDir, "signalbox.db")}`);
  const server = await start("event-server", dataDir, runId);
  const readers = await start("event-subscribers");
  try {
    const ready = await answer<ServerReady>(server);
    await ask(readers, { url: ready[way], token, runId: encodeId("Run", runId), count: subscribers });
    await publish(server, readers, { perSecond: 10, seconds: 3 });
    return { ...(await publish(server, readers, { perSecond, seconds })), idleMb: ready.idleMb };
  } finally {
    for (const child of [server, readers]) {
      child.disconnect();
      await once(child, "exit");
    }
  }
}

/** Somebody with a token, and a run of theirs that goes on. */
async function openRun(url: string): Promise<{ token: string; runId: string }> {
  await migrate(url);
  const database = await openDatabase(url);
  const access = createAccess(database, systemClock);
  const settings = { ...defaultAccountSettings, registration: "open" } as const;
  const accounts = createAccountDeps({ database, clock: systemClock, access, settings });
  const { token, namespaceId } = await openTestAccount({ accounts });
  const runId = newId();
  const run = { id: runId, namespaceId, kind: "pipeline", trigger: "api", status: "RUNNING" };
  await database.client.run.create({ data: { ...run, createdAt: new Date() } });
  await database.close();
  return { token, runId };
}

/** Publishes, and gives those who lag a while to catch up, so that a delay is not taken for a gap. */
async function publish(
  server: ChildProcess,
  readers: ChildProcess,
  order: { perSecond: number; seconds: number },
): Promise<Pick<Delivery, "published" | "told">> {
  const published = await ask<Published>(server, order);
  const question = { committed: published.committed, seconds: order.seconds };
  const all = subscribers * published.committed.length;
  let told = await ask<Told>(readers, question);
  for (let turn = 0; turn < 60 && told.deliveries < all; turn++) {
    await new Promise((resolve) => setTimeout(resolve, 250));
    told = await ask<Told>(readers, question);
  }
  return { published, told };
}

/** A process as production runs it: compiled, without the loader that development has. */
async function start(name: string, ...parameters: string[]): Promise<ChildProcess> {
  const outfile = join("node_modules", ".cache", "signalbox-bench", `${name}.mjs`);
  await build({
    entryPoints: [join(import.meta.dirname, `${name}.ts`)],
    outfile,
    bundle: true,
    platform: "node",
    format: "esm",
    target: "node20",
    packages: "external",
    logLevel: "warning",
  });
  return fork(outfile, parameters, { execArgv: [] });
}

async function ask<Answer>(child: ChildProcess, order: object): Promise<Answer> {
  const answered = answer<Answer>(child);
  child.send(order);
  return answered;
}

async function answer<Answer>(child: ChildProcess): Promise<Answer> {
  const gone = once(child, "exit").then(() => {
    throw new Error("A process of the benchmark ended early.");
  });
  gone.catch(() => {});
  const [message] = (await Promise.race([once(child, "message"), gone])) as [Answer];
  return message;
}
