import fc from "fast-check";
import { expect, test } from "vitest";
import type { EventRow } from "../../../server/events/event";
import { RecentEvents } from "../../../server/events/recent-events";

const row = (sequence: number, size = 2): EventRow => ({
  streamId: "test:a",
  sequence,
  type: "Happened",
  payload: JSON.stringify({ n: sequence, pad: "x".repeat(size) }),
  actor: "system:test",
  at: new Date(0),
});
const rows = (first: number, count: number) =>
  Array.from({ length: count }, (_, index) => row(first + index));
const numbers = (events: readonly { sequence: number }[] | null) =>
  events?.map(({ sequence }) => sequence) ?? null;

test("answers only with events that follow directly, whatever order the news comes in", () => {
  const news = fc.array(
    fc.record({ first: fc.integer({ min: 1, max: 60 }), count: fc.integer({ min: 1, max: 9 }) }),
  );
  fc.assert(
    fc.property(news, fc.nat(70), fc.integer({ min: 1, max: 9 }), (commits, after, limit) => {
      const recent = new RecentEvents();
      for (const { first, count } of commits) recent.add(rows(first, count));
      const answer = numbers(recent.after(after, limit));
      if (answer === null) return;
      expect(answer.length).toBeGreaterThan(0);
      expect(answer).toEqual(Array.from({ length: answer.length }, (_, index) => after + 1 + index));
    }),
  );
});

test("keeps what continues, starts again after a hole, and ignores what is old", () => {
  const recent = new RecentEvents();
  recent.add(rows(1, 3));
  recent.add(rows(4, 2));
  expect(numbers(recent.after(1, 10))).toEqual([2, 3, 4, 5]);
  expect(recent.after(1, 1)?.[0]?.payload).toMatchObject({ n: 2 });
  recent.add(rows(8, 2));
  expect(recent.after(1, 10)).toBeNull();
  expect(numbers(recent.after(7, 10))).toEqual([8, 9]);
  recent.add(rows(6, 2));
  expect(numbers(recent.after(7, 10))).toEqual([8, 9]);
  expect(recent.after(5, 10)).toBeNull();
});

test("is bounded in number and in size", () => {
  const many = new RecentEvents();
  many.add(rows(1, 2_000));
  expect(many.after(0, 1)).toBeNull();
  expect(many.after(1_999, 1)).toHaveLength(1);
  const big = new RecentEvents();
  for (let n = 1; n <= 100; n++) big.add([row(n, 100_000)]);
  expect(big.after(80, 1)).toBeNull();
  expect(numbers(big.after(95, 10))).toEqual([96, 97, 98, 99, 100]);
});
