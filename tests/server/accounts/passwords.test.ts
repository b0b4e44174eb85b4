import fc from "fast-check";
import { expect, test } from "vitest";
import {
  decoyHash,
  hashPassword,
  needsRehash,
  passwordMatches,
} from "../../../server/accounts/passwords/hash-password";
import { checkPassword } from "../../../server/accounts/passwords/password-policy";
import { cheapHash } from "./people";

const codes = (password: string, name = "somebody") => {
  try {
    checkPassword(password, name);
    return [];
  } catch (error) {
    return (error as { problems: { code: string }[] }).problems.map(({ code }) => code);
  }
};

test.each([
  ["nine char", ["PASSWORD_TOO_SHORT"]],
  ["ten chars!", []],
  ["一二三四五六七八九", ["PASSWORD_TOO_SHORT"]],
  ["春眠不觉晓处处闻啼鸟", []],
  ["👩‍💻👩‍💻", ["PASSWORD_TOO_SHORT", "PASSWORD_COMMON"]],
  ["somebody", ["PASSWORD_TOO_SHORT", "PASSWORD_IS_NAME"]],
  ["SomeBody2024", ["PASSWORD_IS_NAME"]],
  ["somebody loves horses", []],
  ["password123!", ["PASSWORD_COMMON"]],
  ["Passw0rd2024", ["PASSWORD_COMMON"]],
  ["ｐａｓｓｗｏｒｄ１２３４", ["PASSWORD_COMMON"]],
  ["qwertyuiop", ["PASSWORD_COMMON"]],
  ["woaini1314520", ["PASSWORD_COMMON"]],
  ["1234567890", ["PASSWORD_COMMON"]],
  ["abcdefghijkl", ["PASSWORD_COMMON"]],
  ["zyxwvutsrqpo", ["PASSWORD_COMMON"]],
  ["aaaaaaaaaaaa", ["PASSWORD_COMMON"]],
  ["abababababab", ["PASSWORD_COMMON"]],
  ["passwordless horses run", []],
  ["x".repeat(201), ["PASSWORD_TOO_LONG", "PASSWORD_COMMON"]],
])("%s", (password, expected) => {
  expect(codes(password)).toEqual(expected);
});

test("what is checked is what is hashed: one form of the same characters", () => {
  fc.assert(
    fc.property(fc.string({ minLength: 12, maxLength: 40, unit: "grapheme" }), (password) => {
      const one = codes(password.normalize("NFC"));
      expect(codes(password.normalize("NFD"))).toEqual(one);
      if (one.length > 0) return;
      expect(checkPassword(password.normalize("NFD"), "somebody")).toBe(checkPassword(password, "somebody"));
    }),
  );
});

test("a hash matches its password alone, and two of them differ", async () => {
  const [one, two] = await Promise.all([
    hashPassword("the same", cheapHash),
    hashPassword("the same", cheapHash),
  ]);
  expect(one).not.toBe(two);
  expect(await passwordMatches(one, "the same")).toBe(true);
  expect(await passwordMatches(one, "the same ")).toBe(false);
  for (const stored of ["", "no hash", "$argon2id$", "$2b$10$abcdefghijklmnopqrstuv"])
    expect(await passwordMatches(stored, "the same")).toBe(false);
});

test("a hash of any other cost is to be renewed", async () => {
  const hash = await hashPassword("something", cheapHash);
  expect(needsRehash(hash, cheapHash)).toBe(false);
  for (const other of [{ memoryKiB: 16 }, { passes: 2 }, { threads: 2 }])
    expect(needsRehash(hash, { ...cheapHash, ...other })).toBe(true);
});

test("the decoy is made once a cost and matches nothing", async () => {
  expect(await decoyHash(cheapHash)).toBe(await decoyHash({ ...cheapHash }));
  expect(needsRehash(await decoyHash(cheapHash), cheapHash)).toBe(false);
  expect(await passwordMatches(await decoyHash(cheapHash), "")).toBe(false);
});
