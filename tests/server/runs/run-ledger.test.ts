import fc from "fast-check";
import { expect, test } from "vitest";
import type { LedgerBatch } from "../../../server/runs/ledger-batch";
import { type LedgerStep, noCounts } from "../../../server/runs/ledger-step";
import { runEvents } from "../../../server/runs/run-events";
import { noFacts, RunLedger } from "../../../server/runs/run-ledger";
import type { RunOutcome } from "../../../server/runs/run-outcome";
import { runStepMachine } from "../../../server/runs/run-step-machine";

const now = () => new Date("2026-01-01T00:00:00Z");

const step = (position: number): LedgerStep => ({
  ...noCounts,
  position,
  step: "s",
  operation: `o${position}`,
  kind: "copy",
  status: "PENDING",
  startedAt: null,
  endedAt: null,
  durationMillis: null,
  error: null,
  costMicros: null,
});

const newLedger = (steps: number) =>
  new RunLedger({
    id: "r",
    namespaceId: "n",
    facts: noFacts,
    steps: Array.from({ length: steps }, (_, position) => step(position)),
    sources: new Set([0]),
    actor: "system:test",
    now,
  });

const outcomes: fc.Arbitrary<RunOutcome> = fc.oneof(
  fc.constant<RunOutcome>({ kind: "failed", error: { code: "INTERNAL", message: "boom" } }),
  fc.constant<RunOutcome>({ kind: "cancelled", by: "user:x" }),
);

/** What a reader of all batches, in order, would have in the database. */
function stored(batches: readonly LedgerBatch[]) {
  const steps = new Map<number, string>();
  let run = "QUEUED";
  for (const batch of batches) {
    if (batch.change) {
      expect(batch.change.from).toBe(run);
      run = batch.change.status;
    }
    for (const change of batch.steps) steps.set(change.position, change.status);
  }
  return { run, steps, events: batches.flatMap(({ events }) => events) };
}

test("however often it is written, the batches tell one whole story", () => {
  const scenario = fc.record({
    steps: fc.integer({ min: 1, max: 5 }),
    done: fc.integer({ min: 0, max: 5 }),
    flushes: fc.array(fc.boolean(), { minLength: 30, maxLength: 30 }),
    outcome: outcomes,
  });
  fc.assert(
    fc.property(scenario, ({ steps, done, flushes, outcome }) => {
      const ledger = newLedger(steps);
      const batches: LedgerBatch[] = [];
      let turn = 0;
      const maybeFlush = () => {
        if (!flushes[turn++ % flushes.length]) return;
        const batch = ledger.takeBatch(null);
        batches.push(batch);
        ledger.acknowledge(batch);
      };
      ledger.start(1);
      maybeFlush();
      const finished = Math.min(done, steps);
      for (let position = 0; position < finished; position++) {
        ledger.startStep(position, 10);
        maybeFlush();
        ledger.progress(position, { ...noCounts, rowsIn: 10, rowsOut: 3 }, 3);
        maybeFlush();
        ledger.finishStep(
          position,
          { rowsIn: 10, rowsOut: 7, rowsFiltered: 2, rowsFailed: 1 },
          { costMicros: 5n, tokensIn: 1, tokensOut: 2 },
        );
        maybeFlush();
      }
      if (finished < steps) ledger.startStep(finished, 7);
      maybeFlush();
      const whole: RunOutcome =
        finished === steps
          ? { kind: "succeeded", outputColumns: "[]", outputRows: 7, outputBytes: 70 }
          : outcome;
      const end = ledger.endBatch(whole, 12);
      expect(ledger.endBatch(whole, 12)).toEqual(end);
      const { run, steps: rows, events } = stored([...batches, end]);

      expect(run).toBe(whole.kind.toUpperCase());
      expect([...rows.values()].every((status) => runStepMachine.isTerminal(status))).toBe(true);
      expect(rows.size).toBe(steps);
      for (const event of events) runEvents.schemas[event.type].parse(event.payload);
      const kinds = events.map(({ type }) => type).filter((type) => type !== "StepProgress");
      expect(kinds.filter((type) => type === "StepSucceeded")).toHaveLength(finished);
      expect(kinds[0]).toBe("RunStarted");
      expect(kinds.at(-1)).toBe(`Run${whole.kind[0]!.toUpperCase()}${whole.kind.slice(1)}`);
      expect(end.change).toMatchObject({
        completedSteps: finished,
        rowsIn: finished > 0 ? 10 : 7,
        rowsFiltered: 2 * finished,
        rowsFailed: finished,
        costMicros: finished > 0 ? 5n * BigInt(finished) : null,
        tokensIn: finished,
      });
    }),
  );
});

test("progress is merged: only the last of it is told, and none of a step that has ended", () => {
  const ledger = newLedger(2);
  ledger.start(1);
  ledger.startStep(0, 100);
  for (let done = 1; done <= 50; done++)
    ledger.progress(0, { ...noCounts, rowsIn: 100, rowsOut: done }, done);
  const progress = ledger.takeBatch(null).events.filter(({ type }) => type === "StepProgress");
  expect(progress.map(({ payload }) => payload)).toMatchObject([{ position: 0, done: 50, rowsOut: 50 }]);
  ledger.progress(0, { ...noCounts, rowsIn: 100, rowsOut: 60 }, 60);
  ledger.finishStep(
    0,
    { ...noCounts, rowsIn: 100, rowsOut: 100 },
    { costMicros: null, tokensIn: 0, tokensOut: 0 },
  );
  ledger.progress(0, { ...noCounts, rowsIn: 100, rowsOut: 1 }, 1);
  expect(ledger.takeBatch(null).events.map(({ type }) => type)).toEqual(["StepSucceeded"]);
});

test("a status that somebody else changed is taken over: the batch is written on it, and success becomes cancellation only by asking", () => {
  const ledger = newLedger(1);
  ledger.start(1);
  const batch = ledger.takeBatch(null);
  ledger.acknowledge(batch);
  ledger.startStep(0, 1);
  const next = ledger.takeBatch(null);
  ledger.adoptStatus("CANCELLING");
  expect(ledger.rebase(next).change).toMatchObject({ from: "CANCELLING", status: "CANCELLING" });
  expect(() =>
    ledger.endBatch({ kind: "succeeded", outputColumns: "[]", outputRows: 0, outputBytes: 0 }, 0),
  ).toThrow(/CANCELLING/);
  expect(ledger.endBatch({ kind: "cancelled", by: null }, 0).change).toMatchObject({
    from: "CANCELLING",
    status: "CANCELLED",
  });
});

test("after a crash, what was under way begins again and what succeeded is passed over", () => {
  const ledger = new RunLedger({
    id: "r",
    namespaceId: "n",
    facts: { ...noFacts, status: "RUNNING", startedAt: now() },
    steps: [
      { ...step(0), status: "SUCCEEDED", startedAt: now(), rowsIn: 4, rowsOut: 4 },
      { ...step(1), status: "RUNNING", startedAt: now(), rowsIn: 4 },
    ],
    sources: new Set([0]),
    actor: "system:test",
    now,
  });
  ledger.resume(2);
  ledger.startStep(0, 4);
  ledger.finishStep(
    0,
    { ...noCounts, rowsIn: 4, rowsOut: 4 },
    { costMicros: null, tokensIn: 0, tokensOut: 0 },
  );
  ledger.startStep(1, 4);
  const { events, steps } = ledger.takeBatch(null);
  expect(events.map(({ type }) => type)).toEqual(["RunResumed", "StepStarted"]);
  expect(steps.map(({ position, status }) => ({ position, status }))).toEqual([
    { position: 1, status: "RUNNING" },
  ]);
});
