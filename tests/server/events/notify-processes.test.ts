import fc from "fast-check";
import { expect, test } from "vitest";
import { decodeGrowth, encodeGrowth } from "../../../server/events/notify-processes";

test("messages hold every stream, or ask to look everywhere, and always fit", () => {
  const growth = fc.tuple(fc.string({ maxLength: 80, unit: "grapheme" }), fc.integer({ min: 1 }));
  fc.assert(
    fc.property(fc.array(growth, { maxLength: 800 }), (grown) => {
      const messages = encodeGrowth(grown);
      for (const message of messages) expect(Buffer.byteLength(message)).toBeLessThan(8_000);
      const decoded = messages.map(decodeGrowth);
      if (decoded.includes(null)) expect(messages).toEqual([""]);
      else expect(decoded.flat()).toEqual(grown);
    }),
  );
  expect(encodeGrowth(Array.from({ length: 5_000 }, (_, n) => [`run:${n}`, n]))).toEqual([""]);
  expect(encodeGrowth([["x".repeat(9_000), 1]])).toEqual([""]);
});

test.each(["", "nonsense", "{}", '[["a"]]', '[["a","b"]]', "[1]"])("does not understand %j", (message) => {
  expect(decodeGrowth(message)).toBeNull();
});
