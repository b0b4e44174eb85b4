import fc from "fast-check";
import { describe, expect, test } from "vitest";
import type { Value } from "../../../server/progress/entry";
import { LEASE, PAGE_BYTES, PHASE, PROGRESS, ROWS_PER_PAGE, STATUS } from "../../../server/progress/page";
import { Pending } from "../../../server/progress/pending";
import { Workbook } from "../../../server/progress/workbook";

const PHASES = ["waiting", "running", "done"];
const STATUSES = ["open", "failed"];
const create = (fields: string[] = ["rows", "note"]) =>
  new Workbook({ phases: PHASES, statuses: STATUSES, fields });

type Act =
  | { act: "add" }
  | { act: "remove"; who: number }
  | { act: "stable"; who: number }
  | { act: "epoch"; who: number }
  | { act: "take"; who: number }
  | { act: "write"; who: number; field: number; value: number };

const who = fc.nat({ max: 30 });
const act: fc.Arbitrary<Act> = fc.oneof(
  fc.record({ act: fc.constant("add" as const) }),
  fc.record({ act: fc.constant("remove" as const), who }),
  fc.record({ act: fc.constant("stable" as const), who }),
  fc.record({ act: fc.constant("epoch" as const), who }),
  fc.record({ act: fc.constant("take" as const), who }),
  fc.record({
    act: fc.constant("write" as const),
    who,
    field: fc.nat({ max: 5 }),
    value: fc.nat({ max: 2 }),
  }),
);

interface Model {
  readonly values: Value[];
  epoch: number;
  stable: { phase: number; progress: number };
}

describe("a workbook", () => {
  test("equals a map of plain objects, also where rows are used again", () => {
    fc.assert(
      fc.property(fc.array(act, { maxLength: 200, size: "max" }), (acts) => {
        const book = create();
        const model = new Map<number, Model>();
        const gone: number[] = [];
        const dirty = new Set<string>();
        for (const next of acts) {
          const subjects = [...model.keys()];
          const subject = "who" in next ? subjects[next.who % Math.max(1, subjects.length)] : undefined;
          if (next.act === "add") {
            const added = book.add();
            expect(model.has(added) || gone.includes(added)).toBe(false);
            model.set(added, {
              values: ["waiting", "open", 0, null, null, null],
              epoch: 1,
              stable: { phase: 0, progress: 0 },
            });
            dirty.add(`${added >>> 0}.${PHASE}`);
            continue;
          }
          if (subject === undefined) continue;
          const row = book.rowOf(subject);
          const known = model.get(subject)!;
          if (next.act === "remove") {
            book.remove(row);
            model.delete(subject);
            gone.push(subject);
          } else if (next.act === "stable") {
            book.commitStable(row);
            known.stable = {
              phase: PHASES.indexOf(String(known.values[PHASE])),
              progress: Number(known.values[PROGRESS]),
            };
          } else if (next.act === "epoch") {
            known.epoch++;
            expect(book.nextEpoch(row)).toBe(known.epoch);
          } else if (next.act === "take") {
            const keys = new Pending(book)
              .cut()
              .piece(0)
              .map(({ subject: of, field }) => `${of >>> 0}.${book.fieldNames.indexOf(field)}`);
            expect(new Set(keys)).toEqual(dirty);
            expect(keys.length).toBe(dirty.size);
            dirty.clear();
          } else {
            const { field } = next;
            const before = book.version(row, field);
            const value = field === STATUS ? next.value % 2 : next.value;
            const told: Value =
              field === PHASE
                ? PHASES[value]!
                : field === STATUS
                  ? STATUSES[value]!
                  : field === LEASE && value === 0
                    ? null
                    : value;
            if (field === LEASE && value > 0) {
              book.write(row, LEASE, book.resources.intern(`resource ${value}`) + 1);
              known.values[LEASE] = `resource ${value}`;
            } else {
              book.write(row, field, value);
              known.values[field] = told;
            }
            expect(book.version(row, field)).toBe(before + 1);
            dirty.add(`${row}.${field}`);
          }
        }
        expect(book.size).toBe(model.size);
        for (const subject of gone) expect(book.rowOf(subject)).toBe(-1);
        for (const [subject, { values, epoch, stable }] of model) {
          const row = book.rowOf(subject);
          expect(values.map((_, field) => book.read(row, field))).toEqual(values);
          expect(book.epoch(row)).toBe(epoch);
          expect(book.stable(row)).toEqual(stable);
          expect(book.subjectAt(row)).toBe(subject);
        }
      }),
      { numRuns: 300 },
    );
  });

  test("knows nothing of subjects that never were", () => {
    const book = create();
    const subject = book.add();
    for (const forged of [subject + 1, 1e6, -1, 2 ** 32, 2 ** 33, Number.NaN])
      expect(book.rowOf(forged)).toBe(-1);
    book.remove(subject);
    // The next generation is of nobody until the row is taken again.
    expect(book.rowOf(2 ** 32)).toBe(-1);
    expect(book.rowOf(2 ** 33)).toBe(-1);
    expect(book.add()).toBe(2 ** 33);
  });

  test("retires a row before its generations come round", () => {
    const book = create();
    const seen = new Set<number>();
    for (let round = 0; round < 40_000; round++) {
      const subject = book.add();
      seen.add(subject);
      new Pending(book).cut();
      book.remove(book.rowOf(subject));
    }
    expect(seen.size).toBe(40_000);
    expect(book.rows).toBe(2);
  });

  test("moves a cold field from the map to a column once a quarter of the rows have it, losing nothing", () => {
    const book = create(["rows", "rare"]);
    const rows = Array.from({ length: 2000 }, () => book.rowOf(book.add()));
    new Pending(book).cut();
    const before = book.bytes();
    rows.forEach((row, at) => {
      if (at % 3 === 0) book.write(row, 4, at);
      if (at % 500 === 0) book.write(row, 5, `rare ${at}`);
    });
    new Pending(book).cut();
    // Four pages of 512 rows, and nothing of them left in the map.
    expect(book.bytes() - before).toBeLessThan(30_000);
    rows.forEach((row, at) => {
      expect(book.read(row, 4)).toBe(at % 3 === 0 ? at : null);
      expect(book.version(row, 4)).toBe(at % 3 === 0 ? 1 : 0);
      expect(book.read(row, 5)).toBe(at % 500 === 0 ? `rare ${at}` : null);
    });
  });

  test("holds 45 bytes of columns a subject, and counts what it holds", () => {
    expect(PAGE_BYTES / ROWS_PER_PAGE).toBe(45);
    const book = create();
    for (let at = 0; at < 100 * ROWS_PER_PAGE; at++) book.add();
    const withLog = book.bytes();
    expect(withLog / book.size).toBeLessThan(56);
    new Pending(book).cut();
    expect(book.bytes()).toBeLessThan(withLog);
    expect(book.bytes() / book.size).toBeLessThan(48);
    book.write(0, 5, "x".repeat(5000));
    const withText = book.bytes();
    expect(withText / book.size).toBeLessThan(49);
    book.write(0, 5, null);
    expect(withText - book.bytes()).toBeGreaterThan(9_900);
  });

  test("refuses more fields, phases, statuses and epochs than its columns can tell apart", () => {
    const many = (count: number) => Array.from({ length: count }, (_, at) => `name ${at}`);
    expect(() => create(many(13))).toThrowError(expect.objectContaining({ code: "LIMIT_EXCEEDED" }));
    expect(() => create(["note", "note"])).toThrowError(expect.objectContaining({ code: "LIMIT_EXCEEDED" }));
    expect(() => create(["phase"])).toThrowError(expect.objectContaining({ code: "LIMIT_EXCEEDED" }));
    expect(() => new Workbook({ phases: many(257), statuses: [] })).toThrowError(/256 phase names/);
    expect(() => new Workbook({ phases: PHASES, statuses: many(129) })).toThrowError(/128 status names/);
    const book = create();
    const row = book.rowOf(book.add());
    for (let epoch = 2; epoch <= 65_535; epoch++) book.nextEpoch(row);
    expect(() => book.nextEpoch(row)).toThrowError(expect.objectContaining({ code: "LIMIT_EXCEEDED" }));
    expect(book.epoch(row)).toBe(65_535);
  });
});
