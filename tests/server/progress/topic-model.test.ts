import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Batch, Value } from "../../../server/progress/entry";
import type { Workbook } from "../../../server/progress/workbook";
import { Mirror } from "./mirror";
import { batching, Script, step } from "./topic-script";

interface Write {
  readonly key: string;
  readonly subject: number;
  readonly version: number;
  readonly value: Value;
}

/** Every write in the order it happened, seen from the workbook's side. */
function recordWrites(workbook: Workbook): Write[] {
  const writes: Write[] = [];
  const write = workbook.write.bind(workbook);
  workbook.write = (row, field, value) => {
    write(row, field, value);
    writes.push({
      key: `${row}.${workbook.fieldNames[field]}`,
      subject: workbook.subjectAt(row),
      version: workbook.version(row, field),
      value: workbook.read(row, field),
    });
  };
  return writes;
}

describe("a topic, against a list of all that was written", () => {
  test("batches are prefixes: nothing lost, nothing twice, nothing overtakes a barrier, bounded", async () => {
    await fc.assert(
      fc.asyncProperty(
        batching,
        fc.array(step, { maxLength: 80, size: "max" }),
        fc.nat({ max: 15 }),
        async (settings, steps, hold) => {
          const failures: Error[] = [];
          const script = new Script(settings);
          const { topic } = script.live;
          const writes = recordWrites(topic.workbook);
          const indexOf = (key: string, version: number) =>
            writes.findIndex((write) => write.key === key && write.version === version);
          const mirror = new Mirror();
          let prefix = 0;
          const covered = new Set<number>();
          const lastBarrier = new Map<number, number>();
          topic.subscribe(
            (batch: Batch) => {
              mirror.take(batch);
              for (const entry of batch.entries) {
                const row = entry.subject >>> 0;
                const key = `${row}.${entry.field}`;
                for (let version = entry.from; version <= entry.to; version++) {
                  const at = indexOf(key, version);
                  expect(at, `${key} version ${version} was never written`).toBeGreaterThanOrEqual(0);
                  expect(covered.has(at)).toBe(false);
                  covered.add(at);
                  // What follows a barrier in the batches was written after it.
                  expect(at).toBeGreaterThan(lastBarrier.get(row) ?? -1);
                }
                const newest = writes[indexOf(key, entry.to)]!;
                expect(newest.subject).toBe(entry.subject);
                if (entry.kind !== "removed") expect(entry.value).toEqual(newest.value);
                if (entry.kind !== "value") {
                  expect(entry.from).toBe(entry.to);
                  const at = indexOf(key, entry.to);
                  // What precedes a barrier was written before it: all earlier writes of its row are out.
                  for (let before = 0; before < at; before++) {
                    if (writes[before]!.key.startsWith(`${row}.`)) expect(covered.has(before)).toBe(true);
                  }
                  lastBarrier.set(row, at);
                }
              }
              prefix = Math.max(...covered) + 1;
              expect(covered.size, "a batch is a cut through everything written so far").toBe(prefix);
            },
            { onError: (error) => failures.push(error) },
          );
          // Holds up the next batch, so that values merge and producers of barriers have to wait.
          if (hold > 0) topic.subscribe(() => script.clock.sleep(hold), { lossless: true });
          for (const next of steps) {
            await script.run(next);
            const keys = topic.workbook.rows * topic.workbook.fieldNames.length;
            expect(topic.pending.length).toBeLessThanOrEqual(keys + settings.capacity);
            expect(topic.pending.used).toBeLessThanOrEqual(settings.capacity);
          }
          const closed = await script.close();
          expect(failures).toEqual([]);
          expect(closed).toEqual({ undelivered: 0 });
          expect(covered.size).toBe(writes.length);
          expect(topic.stats.batches).toBe(mirror.batches.length);
        },
      ),
      { numRuns: 300 },
    );
  });

  test("within a key and epoch last write wins, and only barriers keep two entries of a key in one batch", async () => {
    await fc.assert(
      fc.asyncProperty(fc.array(step, { maxLength: 60, size: "max" }), async (steps) => {
        const script = new Script({
          maxBatchSize: 500,
          flushInterval: 1000,
          priorityThreshold: 1,
          capacity: 500,
        });
        const batches: Batch[] = [];
        script.live.topic.subscribe((batch) => void batches.push(batch));
        for (const next of steps) if (next.do !== "wait" && next.do !== "flush") await script.run(next);
        script.live.topic.flush();
        const open = new Set<string>();
        for (const entry of batches.flatMap((batch) => batch.entries)) {
          const key = `${entry.subject}.${entry.field}`;
          const row = entry.subject >>> 0;
          if (entry.kind === "value") {
            expect(open.has(key), `${key} twice without a barrier between`).toBe(false);
            open.add(key);
          } else {
            for (const other of open) if (Number(other.split(".")[0]) >>> 0 === row) open.delete(other);
          }
        }
      }),
      { numRuns: 200 },
    );
  });
});
