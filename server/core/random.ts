import { randomBytes } from "node:crypto";

/** The only source of randomness whose values matter to behaviour (jitter, sampling). Secrets use node:crypto. */
export interface Random {
  /** A number in [0, 1). */
  next(): number;
}

export const systemRandom: Random = { next: Math.random };

/** Mulberry32: the same seed gives the same sequence on every machine. Source: Tommy Ettinger, public domain. */
export function seededRandom(seed: number = randomBytes(4).readUInt32LE()): Random {
  let state = seed >>> 0;
  return {
    next() {
      state = (state + 0x6d2b79f5) >>> 0;
      let t = state;
      t = Math.imul(t ^ (t >>> 15), t | 1);
      t ^= t + Math.imul(t ^ (t >>> 7), t | 61);
      return ((t ^ (t >>> 14)) >>> 0) / 4294967296;
    },
  };
}
