import { badInput } from "../core/errors";

/** Progress is counted in whole units of 1/2²⁰: integers add up exactly, fractions do not. */
export const UNIT = 2 ** 20;

/** @param fraction 0 to 1. Rounds down, so that only 1 itself is complete. Throws BAD_USER_INPUT outside 0 to 1. */
export function toUnits(fraction: number): number {
  if (!(fraction >= 0 && fraction <= 1)) throw badInput(`Progress must be from 0 to 1, not ${fraction}.`);
  return Math.floor(fraction * UNIT);
}

/** The fraction a number of units stands for, without rounding. */
export const toFraction = (units: number): number => units / UNIT;
