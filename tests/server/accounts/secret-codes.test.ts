import fc from "fast-check";
import { expect, test } from "vitest";
import { hashSecret, isSecret, newSecret } from "../../../server/accounts/secret-codes";

test("secrets have a form that scanners know, and no two are alike", () => {
  const made = new Set(Array.from({ length: 2_000 }, () => newSecret("sbx")));
  expect(made.size).toBe(2_000);
  for (const secret of made) {
    expect(secret).toMatch(/^sbx_[0-9A-Za-z]{38}$/);
    expect(isSecret("sbx", secret)).toBe(true);
    expect(isSecret("sbi", secret)).toBe(false);
  }
});

test("a changed, cut or lengthened secret is told without a look-up", () => {
  const alphabet = [..."0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz"];
  fc.assert(
    fc.property(fc.nat(37), fc.constantFrom(...alphabet), (place, character) => {
      const secret = newSecret("sbx");
      const changed = `sbx_${secret.slice(4, 4 + place)}${character}${secret.slice(5 + place)}`;
      expect(isSecret("sbx", changed)).toBe(changed === secret);
      expect(isSecret("sbx", secret.slice(0, -1))).toBe(false);
      expect(isSecret("sbx", `${secret}${character}`)).toBe(false);
    }),
  );
  for (const text of ["", "sbx_", "sbx", "Bearer sbx_x", "\u0000"]) expect(isSecret("sbx", text)).toBe(false);
});

test("what is stored does not give the secret away", () => {
  const secret = newSecret("sbi");
  expect(hashSecret(secret)).toMatch(/^[0-9a-f]{64}$/);
  expect(hashSecret(secret)).not.toContain(secret.slice(4, 10));
});
