import { expect, test } from "vitest";
import { parseLog } from "../../app/_components/log/log-line";

test("a piece of log becomes entries that know their place", () => {
  const first = "2026-01-31T12:00:00.000Z INFO  [clean/drop] 行 read\n";
  const text = `${first}2026-01-31T12:00:01.500Z ERROR boom\n    at line 2\nnot in form\n`;
  expect(parseLog(text, 100)).toEqual([
    { offset: 100, at: "2026-01-31T12:00:00.000Z", level: "INFO", place: "clean/drop", text: "行 read" },
    {
      offset: 100 + Buffer.byteLength(first),
      at: "2026-01-31T12:00:01.500Z",
      level: "ERROR",
      place: null,
      text: "boom\nat line 2",
    },
    expect.objectContaining({ at: null, text: "not in form" }),
  ]);
  expect(parseLog("", 5)).toEqual([]);
});
