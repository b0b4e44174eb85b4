import { type Algorithm, hash, parseOptions, verify } from "@node-rs/argon2";
import type { PasswordHashCost } from "../account-settings";

// Argon2id, written out: the package's enum is a compile-time one that isolated modules cannot read.
const argon2id = 2 as Algorithm.Argon2id;

/** The password's argon2id hash in PHC form, with a salt of its own. Takes tens of milliseconds off the main thread. */
export function hashPassword(password: string, cost: PasswordHashCost): Promise<string> {
  return hash(password, {
    algorithm: argon2id,
    memoryCost: cost.memoryKiB,
    timeCost: cost.passes,
    parallelism: cost.threads,
  });
}

/** Whether the password is the one that was hashed. A stored value that is no hash matches nothing. */
export async function passwordMatches(stored: string, password: string): Promise<boolean> {
  try {
    return await verify(stored, password);
  } catch {
    return false;
  }
}

/** Whether a stored hash was made with another cost than today's. */
export function needsRehash(stored: string, cost: PasswordHashCost): boolean {
  const { algorithm, memoryCost, timeCost, parallelism } = parseOptions(stored);
  return (
    algorithm !== argon2id ||
    memoryCost !== cost.memoryKiB ||
    timeCost !== cost.passes ||
    parallelism !== cost.threads
  );
}

const decoys = new Map<string, Promise<string>>();

/** A hash of nobody's password at this cost: unknown names take as long as known ones. */
export function decoyHash(cost: PasswordHashCost): Promise<string> {
  const key = JSON.stringify(cost);
  const known = decoys.get(key);
  if (known) return known;
  const made = hashPassword(crypto.randomUUID(), cost);
  decoys.set(key, made);
  return made;
}
