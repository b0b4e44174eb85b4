import type en from "./messages/en.json";

/** Codes that have a sentence of their own in every language. */
export type KnownCode = Exclude<keyof typeof en.errors, "withReference">;

const known: Record<KnownCode, true> = {
  UNAUTHENTICATED: true,
  FORBIDDEN: true,
  RATE_LIMITED: true,
  BAD_USER_INPUT: true,
  NOT_FOUND: true,
  ALREADY_EXISTS: true,
  ILLEGAL_TRANSITION: true,
  STALE_WRITE: true,
  STALE_FENCE: true,
  REFERENCED: true,
  LIMIT_EXCEEDED: true,
  IDEMPOTENCY_MISMATCH: true,
  IDEMPOTENCY_CONFLICT: true,
  CANCELLED: true,
  TIMED_OUT: true,
  UNAVAILABLE: true,
  INTERNAL: true,
  NETWORK: true,
  INVITATION_INVALID: true,
  INVITATION_NEEDED: true,
  LAST_ADMIN: true,
  UNKNOWN_USER: true,
  PASSWORD_TOO_SHORT: true,
  PASSWORD_TOO_LONG: true,
  PASSWORD_COMMON: true,
  PASSWORD_IS_NAME: true,
};

export const isKnownCode = (code: string): code is KnownCode => Object.hasOwn(known, code);
