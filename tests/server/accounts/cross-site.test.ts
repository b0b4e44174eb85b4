import { expect, test } from "vitest";
import { isSafeMethod, requireSameSite } from "../../../server/accounts/cross-site";

const passes = (headers: Record<string, string>, publicUrl: string | null = null) => {
  try {
    requireSameSite({ host: "box.example:3000", ...headers }, publicUrl);
    return true;
  } catch (error) {
    expect(error).toMatchObject({ code: "FORBIDDEN" });
    return false;
  }
};

test.each([
  ["the console itself", { "sec-fetch-site": "same-origin", origin: "http://box.example:3000" }, true],
  ["a typed address", { "sec-fetch-site": "none" }, true],
  ["another site", { "sec-fetch-site": "cross-site", origin: "https://evil.example" }, false],
  [
    "a neighbour on the same domain",
    { "sec-fetch-site": "same-site", origin: "https://evil.box.example" },
    false,
  ],
  ["a browser without fetch metadata", { origin: "http://box.example:3000" }, true],
  ["the same without, from another port", { origin: "http://box.example:3001" }, false],
  ["the same without, from another site", { origin: "https://evil.example" }, false],
  ["a sandboxed frame", { origin: "null" }, false],
  ["a broken origin", { origin: "::::" }, false],
  ["no browser at all", {}, true],
  ["a forged word", { "sec-fetch-site": "same-origin, cross-site" }, false],
])("%s", (_name, headers, expected) => {
  expect(passes(headers as Record<string, string>)).toBe(expected);
});

test("behind a proxy the public address is the console's own", () => {
  const origin = "https://signalbox.example";
  expect(passes({ origin }, `${origin}/`)).toBe(true);
  expect(passes({ origin, "sec-fetch-site": "cross-site" }, `${origin}/`)).toBe(true);
  expect(passes({ origin: "http://signalbox.example" }, origin)).toBe(false);
  expect(passes({ origin: "https://signalbox.example.evil.example" }, origin)).toBe(false);
});

test("only methods that change nothing are safe", () => {
  expect(["GET", "get", "HEAD", "OPTIONS", undefined].every(isSafeMethod)).toBe(true);
  expect(["POST", "PUT", "PATCH", "DELETE", "TRACE", ""].some(isSafeMethod)).toBe(false);
});
