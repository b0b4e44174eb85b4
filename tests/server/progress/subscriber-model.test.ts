import fc from "fast-check";
import { expect, test } from "vitest";
import type { Batch } from "../../../server/progress/entry";
import { Mirror } from "./mirror";
import { batching, Script, step } from "./topic-script";

interface Reader {
  /** After which step it subscribes. */
  readonly from: number;
  /** Milliseconds it takes for each delivery, in turn; 0 answers at once. */
  readonly pace: readonly number[];
  readonly lossless: boolean;
}

const reader: fc.Arbitrary<Reader> = fc.record({
  from: fc.nat({ max: 40 }),
  pace: fc.array(fc.constantFrom(0, 0, 3, 12, 60), { minLength: 1, maxLength: 4 }),
  lossless: fc.boolean(),
});

test("late and slow subscribers see exactly the states that a prompt one saw, and end at the last", async () => {
  await fc.assert(
    fc.asyncProperty(
      batching,
      fc.array(step, { maxLength: 60, size: "max" }),
      fc.array(reader, { minLength: 1, maxLength: 3 }),
      async (settings, steps, readers) => {
        const script = new Script(settings);
        const { topic } = script.live;
        const failures: Error[] = [];
        const onError = (error: Error) => failures.push(error);
        const prompt = new Mirror();
        const pictures = new Map<number, unknown>([[0, {}]]);
        topic.subscribe(
          (batch) => {
            prompt.take(batch);
            pictures.set(batch.number, prompt.picture());
          },
          { snapshot: true, onError },
        );
        const mirrors: Mirror[] = [];
        const join = ({ pace, lossless }: Reader) => {
          const mirror = new Mirror();
          mirrors.push(mirror);
          const deliver = (batch: Batch) => {
            mirror.take(batch);
            expect(mirror.picture(), `as of batch ${batch.number}`).toEqual(pictures.get(batch.number));
            if (lossless && mirror.batches.length > 1) expect(batch.first).toBe(batch.number);
            const ms = pace[mirror.batches.length % pace.length]!;
            return ms === 0 ? undefined : script.clock.sleep(ms);
          };
          topic.subscribe(deliver, { snapshot: true, lossless, onError });
        };
        for (const [at, next] of steps.entries()) {
          for (const one of readers) if (one.from === at) join(one);
          await script.run(next);
        }
        const closed = await script.close();
        expect(failures).toEqual([]);
        expect(closed).toEqual({ undelivered: 0 });
        for (const mirror of mirrors) expect(mirror.picture()).toEqual(prompt.picture());
      },
    ),
    { numRuns: 300 },
  );
});
