import { type ChildProcess, spawn } from "node:child_process";
import { fileURLToPath } from "node:url";
import { expect, onTestFinished, test } from "vitest";
import { systemClock } from "../../../server/core/clock";
import type { Database } from "../../../server/core/database";
import { openDatabase } from "../../../server/db";
import { onEachDatabase } from "../../support/database";
import { steppingKind } from "./stepping-kind";
import { enqueue, eventually, testWorker } from "./worker-kit";

const script = fileURLToPath(new URL("./crashing-process.ts", import.meta.url));

/** Starts the process, lets it print so many steps, and kills it. @returns what it said it had stored. */
async function runUntilKilled(url: string, steps: number): Promise<string[]> {
  const child = spawn(process.execPath, ["--import", "tsx", script, url], {
    stdio: ["ignore", "pipe", "inherit"],
  });
  onTestFinished(() => void child.kill("SIGKILL"));
  const said: string[] = [];
  let rest = "";
  await new Promise<void>((resolve, reject) => {
    child.once("error", reject);
    child.once("exit", (code) => code !== null && reject(new Error(`It ended by itself with ${code}.`)));
    child.stdout?.on("data", (chunk) => {
      const lines = (rest + chunk).split("\n");
      rest = lines.pop() ?? "";
      said.push(...lines);
      if (said.length >= steps) resolve();
    });
  });
  await killed(child);
  return said;
}

function killed(child: ChildProcess): Promise<void> {
  return new Promise((resolve) => {
    child.once("exit", () => resolve());
    child.kill("SIGKILL");
  });
}

onEachDatabase("a worker that is killed", (databases) => {
  test("loses no step it acknowledged, repeats none, and its jobs are finished by the next", async () => {
    const url = await databases.create();
    const using = async <T>(work: (database: Database) => Promise<T>) => {
      const database = await openDatabase(url);
      try {
        return await work(database);
      } finally {
        await database.close();
      }
    };
    const subjects = Array.from({ length: 12 }, (_, n) => `s${n}`);
    await using((database) =>
      Promise.all(subjects.map((subjectId) => enqueue(database, systemClock, { subjectId }))),
    );
    const said: string[] = [];
    const kills = 4;
    for (let n = 0; n < kills; n++) {
      said.push(...(await runUntilKilled(url, 12)));
      // On PostgreSQL a lease ends by itself only after its time: this is that time.
      if (databases.provider === "postgresql")
        await using((database) =>
          database.client.job.updateMany({
            where: { status: "running" },
            data: { leaseUntil: new Date(0) },
          }),
        );
    }
    await using(async (database) => {
      const worker = testWorker(database, systemClock, [steppingKind((step) => said.push(step))]);
      await worker.start();
      const ended = () => database.client.job.count({ where: { status: "succeeded" } });
      await eventually(async () => (await ended()) === subjects.length, "all jobs");
      await worker.drain(0);

      const notes = await database.client.stream.findMany({ where: { kind: "note" }, select: { id: true } });
      const stored = new Set(notes.map(({ id }) => id));
      for (const step of said) expect(stored).toContain(step);
      expect(new Set(said).size).toBe(said.length);
      expect(stored.size).toBe(subjects.length * 10);
      const jobs = await database.client.job.findMany();
      expect(jobs.reduce((sum, job) => sum + job.crashes, 0)).toBeGreaterThanOrEqual(kills);
      expect(jobs.every(({ attempt }) => attempt === 1)).toBe(true);
    });
  }, 120_000);
});
