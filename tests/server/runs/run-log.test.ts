import { appendFileSync, mkdtempSync, readFileSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, expect, test } from "vitest";
import { VirtualClock } from "../../../server/core/virtual-clock";
import { openRunLog } from "../../../server/runs/run-log";

const root = mkdtempSync(join(tmpdir(), "signalbox-log-"));
afterAll(() => rmSync(root, { recursive: true, force: true }));
let files = 0;
const freshPath = () => join(root, "deep", `${files++}`, "run.log");
const clock = new VirtualClock();
const at = "2026-01-01T00:00:00.000Z";

test("lines carry time, level and place, and are in the file after a flush", async () => {
  const path = freshPath();
  const log = await openRunLog(path, clock, { resumed: false });
  log.append("INFO", null, "hello");
  log.append("WARN", "s/o", "wörld");
  expect(await log.flush()).toBe(Buffer.byteLength(readFileSync(path)));
  expect(readFileSync(path, "utf8")).toBe(`${at} INFO  hello\n${at} WARN  [s/o] wörld\n`);
});

test("colours and control characters are taken out, line breaks indented", async () => {
  const path = freshPath();
  const log = await openRunLog(path, clock, { resumed: false });
  log.append("ERROR", null, "\u001b[31mred\u001b[0m\u0007 a\u0000b\r\nsecond\tline\u2028");
  await log.close(true);
  expect(readFileSync(path, "utf8")).toBe(`${at} ERROR red ab\n    second\tline\n`);
});

test("a log that grows too long says what it leaves out", async () => {
  const path = freshPath();
  const log = await openRunLog(path, clock, { resumed: false, limits: { bytes: 1_000, lineLength: 50 } });
  for (let i = 0; i < 100; i++) log.append("INFO", null, `line ${i}`);
  await log.close(false);
  const lines = readFileSync(path, "utf8").trimEnd().split("\n");
  const kept = lines.filter((line) => line.includes("INFO")).length;
  expect(lines.at(-2)).toContain("The log reached its limit");
  expect(lines.at(-1)).toContain(`${100 - kept} lines were left out.`);
  expect(lines[kept - 1]).toContain(`line ${kept - 1}`);
});

test("a long line is cut", async () => {
  const path = freshPath();
  const log = await openRunLog(path, clock, { resumed: false, limits: { bytes: 10_000, lineLength: 10 } });
  log.append("INFO", null, "x".repeat(1_234));
  await log.flush();
  expect(readFileSync(path, "utf8")).toBe(`${at} INFO  ${"x".repeat(10)}… (1,224 more characters)\n`);
});

test("goes on after half a line that a killed process left", async () => {
  const path = freshPath();
  const first = await openRunLog(path, clock, { resumed: false });
  first.append("INFO", null, "one");
  await first.flush();
  appendFileSync(path, "2026-01-01T00:0");
  const second = await openRunLog(path, clock, { resumed: true });
  second.append("INFO", null, "two");
  expect(await second.flush()).toBe(readFileSync(path).length);
  expect(readFileSync(path, "utf8")).toBe(`${at} INFO  one\n2026-01-01T00:0\n${at} INFO  two\n`);
});

test("writes from many places at once keep their order", async () => {
  const path = freshPath();
  const log = await openRunLog(path, clock, { resumed: false });
  const flushes: Promise<number>[] = [];
  for (let i = 0; i < 200; i++) {
    log.append("INFO", null, `${i}`);
    if (i % 7 === 0) flushes.push(log.flush());
  }
  await Promise.all(flushes);
  await log.close(false);
  expect(
    readFileSync(path, "utf8")
      .trimEnd()
      .split("\n")
      .map((line) => line.split("  ")[1]),
  ).toEqual(Array.from({ length: 200 }, (_, i) => `${i}`));
});

test("nothing said leaves no file", async () => {
  const log = await openRunLog(freshPath(), clock, { resumed: false });
  expect(await log.close(true)).toBe(0);
});
