import { type ChildProcess, execFileSync, fork } from "node:child_process";
import { existsSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { DuckDBInstance } from "@duckdb/node-api";
import { createAccess } from "../server/accounts/access";
import { systemClock } from "../server/core/clock";
import { systemContext } from "../server/core/context";
import { newId } from "../server/core/ids";
import { createLogger } from "../server/core/logger";
import { createRegistry } from "../server/core/registry";
import { migrate } from "../server/database/migrate";
import { createDatasetFromFile } from "../server/datasets/create-dataset-from-file";
import { importDatasetJob } from "../server/datasets/import-dataset-job";
import { openDatasets } from "../server/datasets/open-datasets";
import { readDatasetPage } from "../server/datasets/read-dataset-page";
import { openDatabase } from "../server/db";
import { streamId } from "../server/events/define-events";
import { readEvents } from "../server/events/read-events";
import type { JobKind } from "../server/jobs/job-kind";
import { createWorker } from "../server/jobs/worker";
import type { Report } from "./report";

const rowCount = 1_000_000;
const rounds = 3;
const context = systemContext("bench", "bench");

/**
 * A CSV of a million rows and ten columns, imported by the whole server (job, reader process, events) against DuckDB's
 * own CSV → Parquet in this process, alternating; meanwhile another process asks this one for an answer from
 * the database every 5 ms.
 */
export default async function bench(report: Report): Promise<void> {
  const folder = mkdtempSync(join(tmpdir(), "signalbox-bench-"));
  const csv = join(folder, "million.csv");
  await writeCsv(csv);
  const server = await startServer(folder);
  try {
    // Memory first, while this process has not run the reference; the reader process starts here, too.
    const idle = residentMegabytes();
    const memory = watchMemory();
    for (let round = 0; round < 2; round++) await server.importFile(csv);
    memory.stop();
    await nativeMillis(csv, folder);
    // What this machine makes of requests while nothing is imported.
    await server.pinger.begin();
    await systemClock.sleep(5_000);
    const quiet = (await server.pinger.latencies()).sort((a, b) => a - b);
    const ours: number[] = [];
    const native: number[] = [];
    const latencies: number[] = [];
    for (let round = 0; round < rounds; round++) {
      await server.pinger.begin();
      ours.push(await server.importFile(csv));
      latencies.push(...(await server.pinger.latencies()));
      native.push(await nativeMillis(csv, folder));
    }
    const reference = { "duckdb-csv-to-parquet": median(native) };
    const ratio = median(ours) / median(native);
    report({
      name: "import.million-rows",
      value: median(ours),
      unit: "ms",
      target: 1.5 * median(native),
      better: "lower",
      reference,
    });
    report({ name: "import.times-duckdb", value: ratio, unit: "×", target: 1.5, better: "lower" });
    latencies.sort((a, b) => a - b);
    const at = (part: number, of = latencies) => of[Math.floor(of.length * part)] ?? Number.NaN;
    report({
      name: "import.other-requests.p99",
      value: at(0.99),
      unit: "ms",
      target: 50,
      better: "lower",
      reference: {
        "without-import": at(0.99, quiet),
        p50: at(0.5),
        max: at(1 - 1e-9),
        requests: latencies.length,
      },
    });
    report({
      name: "import.memory-growth",
      value: memory.peak() - idle,
      unit: "MB",
      target: 512,
      better: "lower",
      reference: { idle },
    });
    const page = await server.pageMillis(900_000);
    report({ name: "import.page-at-900k", value: page, unit: "ms", target: null, better: "lower" });
  } finally {
    await server.stop();
    rmSync(folder, { recursive: true, force: true });
  }
}

async function writeCsv(path: string): Promise<void> {
  const instance = await DuckDBInstance.create(":memory:");
  const connection = await instance.connect();
  await connection.run(`COPY (
    SELECT i AS id, 'customer ' || i AS name, (hash(i) % 1000)::INT AS amount, hash(i) / 1.8e19 AS share,
      round(hash(i * 7) / 1e13, 3) AS price, DATE '2020-01-01' + (i % 1000)::INT AS day,
      TIMESTAMP '2020-01-01' + to_seconds(i) AS at, i % 2 = 0 AS active, 'category ' || (i % 17) AS category,
      md5(i::VARCHAR) AS digest
    FROM range(${rowCount}) r(i)) TO '${path}' (HEADER)`);
  connection.closeSync();
  instance.closeSync();
}

/** DuckDB alone, as its manual says: it finds out dialect and types, and writes Parquet. */
async function nativeMillis(csv: string, folder: string): Promise<number> {
  const instance = await DuckDBInstance.create(":memory:", { memory_limit: "256MB", threads: "2" });
  const connection = await instance.connect();
  const started = performance.now();
  await connection.run(
    `COPY (FROM read_csv('${csv}')) TO '${join(folder, "native.parquet")}' (FORMAT parquet)`,
  );
  const millis = performance.now() - started;
  connection.closeSync();
  instance.closeSync();
  return millis;
}

async function startServer(folder: string) {
  const url = `file:${join(folder, "bench.db")}`;
  await migrate(url);
  const database = await openDatabase(url);
  const clock = systemClock;
  const logger = createLogger({ level: "silent" });
  const namespaceId = newId();
  const now = clock.now();
  await database.client.namespace.create({
    data: { id: namespaceId, slug: "bench", name: "bench", createdAt: now, updatedAt: now },
  });
  const deps = await openDatasets(
    { database, clock, access: createAccess(database, clock), logger },
    { dataDir: folder },
  );
  const kinds = createRegistry<JobKind>("job kind", [importDatasetJob(deps) as JobKind]);
  const worker = createWorker({ database, logger }, { kinds, concurrency: 2 });
  await worker.start();
  const http = createServer((_request, response) => {
    database.client.dataset.count().then((count) => response.end(String(count)));
  });
  await new Promise<void>((resolve) => http.listen(0, "127.0.0.1", resolve));
  const pinger = startPinger(`http://127.0.0.1:${(http.address() as AddressInfo).port}/`);
  let newest = "";
  return {
    pinger,
    /** From the queue to READY, in milliseconds: what the stream tells. */
    async importFile(path: string): Promise<number> {
      const { datasetId } = await createDatasetFromFile(deps, context, { namespaceId, path });
      newest = datasetId;
      for (;;) {
        const events = await readEvents(database.client, streamId("dataset", datasetId));
        const end = events.find(({ type }) => type === "ImportSucceeded");
        if (end) return end.at.getTime() - events[0]!.at.getTime();
        if (events.some(({ type }) => type === "ImportFailed")) throw new Error("The import failed.");
        await clock.sleep(20);
      }
    },
    async pageMillis(offset: number): Promise<number> {
      const times: number[] = [];
      for (let n = 0; n < 20; n++) {
        const started = performance.now();
        const { rows } = await readDatasetPage(deps, context, {
          datasetId: newest,
          offset: offset + n,
          limit: 50,
        });
        if (rows.length !== 50) throw new Error("The page is not full.");
        times.push(performance.now() - started);
      }
      return median(times);
    },
    async stop(): Promise<void> {
      pinger.stop();
      http.closeAllConnections();
      http.close();
      await worker.drain(0);
      deps.close();
      await database.close();
    },
  };
}

function startPinger(url: string) {
  const child: ChildProcess = fork(new URL("./import-pinger.mjs", import.meta.url), [url, "5"], {
    execArgv: [],
  });
  return {
    async begin(): Promise<void> {
      child.send("begin");
    },
    latencies(): Promise<number[]> {
      return new Promise((resolve) => {
        child.once("message", (latencies) => resolve(latencies as number[]));
        child.send("report");
      });
    },
    stop: () => child.send("stop"),
  };
}

/** Memory of this process and of the processes that read files for it; on Linux. */
function residentMegabytes(): number {
  const own = process.memoryUsage.rss();
  if (!existsSync("/proc/self/status")) return own / 1e6;
  const readers = execFileSync("ps", ["--ppid", String(process.pid), "-o", "pid=,args="], {
    encoding: "utf8",
  })
    .split("\n")
    .filter((line) => line.includes("import.worker"))
    .map((line) => line.trim().split(" ")[0]);
  const kilobytes = readers.map((pid) => {
    try {
      return Number(/VmRSS:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, "utf8"))?.[1] ?? 0);
    } catch {
      return 0;
    }
  });
  return (own + kilobytes.reduce((sum, each) => sum + each * 1024, 0)) / 1e6;
}

function watchMemory() {
  let peak = 0;
  const timer = setInterval(() => {
    peak = Math.max(peak, residentMegabytes());
  }, 100);
  return { peak: () => peak, stop: () => clearInterval(timer) };
}

const median = (values: readonly number[]): number =>
  [...values].sort((a, b) => a - b)[Math.floor(values.length / 2)] ?? Number.NaN;
