import { describe, expect, test } from "vitest";
import { negotiateLocale } from "../../app/_lib/locale";
import { safePath } from "../../app/_lib/safe-path";

describe("the language of a page", () => {
  test.each([
    [undefined, null, "en"],
    [undefined, "zh-CN,zh;q=0.9,en;q=0.8", "zh-CN"],
    [undefined, "zh-TW", "zh-CN"],
    [undefined, "fr;q=0.9, en;q=0.2, zh;q=0.5", "zh-CN"],
    [undefined, "zh;q=0, en", "en"],
    [undefined, "*", "en"],
    [undefined, ";;,q=1,,", "en"],
    ["zh-CN", "en", "zh-CN"],
    ["en", "zh-CN", "en"],
    ["../../etc/passwd", "zh", "zh-CN"],
  ])("with cookie %j and Accept-Language %j is %s", (cookie, header, expected) => {
    expect(negotiateLocale(cookie, header)).toBe(expected);
  });
});

describe("the way back after signing in", () => {
  test.each([
    ["/demo/runs?status=FAILED", "/demo/runs?status=FAILED"],
    ["//evil.example", "/"],
    ["/\\evil.example", "/"],
    ["https://evil.example", "/"],
    ["javascript:alert(1)", "/"],
    ["/sign-in?next=/sign-in", "/"],
    [undefined, "/"],
  ])("%j leads to %s", (next, expected) => {
    expect(safePath(next)).toBe(expected);
  });
});
