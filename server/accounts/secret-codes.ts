import { createHash, randomInt } from "node:crypto";
import { crc32 } from "node:zlib";

const alphabet = "0123456789ABCDEFGHIJKLMNOPQRSTUVWXYZabcdefghijklmnopqrstuvwxyz";
const randomLength = 32;
const checksumLength = 6;

/** "sbx" opens personal access tokens, "sbi" invitation codes: scanners for leaked secrets find both. */
export type SecretPrefix = "sbx" | "sbi";

/**
 * A new secret to show once: prefix, 190 random bits in base 62, and six digits of CRC-32 that tell a mistyped or cut
 * one without asking the database. The form is that of GitHub's tokens.
 */
export function newSecret(prefix: SecretPrefix): string {
  const random = Array.from({ length: randomLength }, () => alphabet[randomInt(62)]).join("");
  return `${prefix}_${random}${checksum(random)}`;
}

/** Whether a text has the form and checksum of such a secret; says nothing about whether it was ever given out. */
export function isSecret(prefix: SecretPrefix, text: string): boolean {
  const found = /^([a-z]+)_([0-9A-Za-z]{32})([0-9A-Za-z]{6})$/.exec(text);
  return found !== null && found[1] === prefix && found[3] === checksum(found[2] ?? "");
}

/** What is stored instead of the secret. One round of SHA-256 does for 190 random bits. */
export const hashSecret = (secret: string): string => createHash("sha256").update(secret).digest("hex");

function checksum(text: string): string {
  let rest = crc32(text);
  let digits = "";
  for (let n = 0; n < checksumLength; n++) {
    digits = alphabet[rest % 62] + digits;
    rest = Math.floor(rest / 62);
  }
  return digits;
}
