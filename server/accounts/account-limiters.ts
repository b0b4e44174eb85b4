import { isIPv6 } from "node:net";
import { RateLimiterMemory } from "rate-limiter-flexible";
import { AppError } from "../core/errors";
import type { AccountLimits, RateLimit } from "./account-settings";

export interface AccountLimiters {
  /**
   * Counts a try to sign in before the password is looked at, so that a burst gains nothing.
   * @throws RATE_LIMITED with details { retryAfterMs }; its cause is `lockBegins` on the first refusal of a window
   */
  signInTried(loginName: string, address: string | null): Promise<void>;
  /** Takes the try back: only failures count. */
  signInSucceeded(loginName: string, address: string | null): Promise<void>;
  /** Counts a registration or an invitation code. @throws RATE_LIMITED */
  codeTried(address: string | null): Promise<void>;
}

/** Marks the refusal that begins a lock, for the audit: those after it say nothing new. */
export const lockBegins = Symbol("a lock begins");

/** Counters in this process's memory; several servers on one PostgreSQL each have their own. */
export function createAccountLimiters(limits: AccountLimits): AccountLimiters {
  const perAddress = limiter(limits.signInPerAddress);
  const perName = limiter(limits.signInPerName);
  const perPair = limiter(limits.signInPerNameAndAddress);
  const codes = limiter(limits.registerPerAddress);
  return {
    async signInTried(loginName, address) {
      const from = network(address);
      // The address first: one that is refused can no longer use up a name's tries.
      await take(perAddress, from);
      await take(perPair, `${loginName} ${from}`);
      await take(perName, loginName);
    },
    async signInSucceeded(loginName, address) {
      const from = network(address);
      await perPair.delete(`${loginName} ${from}`);
      await perAddress.reward(from);
      await perName.reward(loginName);
    },
    codeTried: (address) => take(codes, network(address)),
  };
}

const limiter = ({ tries, windowMs }: RateLimit) =>
  new RateLimiterMemory({ points: tries, duration: windowMs / 1000 });

async function take(counter: RateLimiterMemory, key: string): Promise<void> {
  try {
    await counter.consume(key);
  } catch (refusal) {
    const { msBeforeNext, consumedPoints } = refusal as { msBeforeNext: number; consumedPoints: number };
    const seconds = Math.ceil(msBeforeNext / 1000);
    throw new AppError("RATE_LIMITED", `Too many tries. Try again in ${seconds} seconds.`, {
      details: { retryAfterMs: msBeforeNext },
      cause: consumedPoints === counter.points + 1 ? lockBegins : undefined,
    });
  }
}

/** Whom to count as one: an IPv4 address, or the /64 network that one IPv6 customer has whole. */
function network(address: string | null): string {
  if (!address) return "unknown";
  const plain = address.replace(/^::ffff:(?=\d+\.)/i, "").split("%", 1)[0] ?? "";
  if (!isIPv6(plain)) return plain;
  const [head = "", tail] = plain.split("::");
  const left = head === "" ? [] : head.split(":");
  const right = tail ? tail.split(":") : [];
  const missing = tail === undefined ? 0 : Math.max(0, 8 - left.length - right.length);
  const groups = [...left, ...Array<string>(missing).fill("0"), ...right];
  return `${groups
    .slice(0, 4)
    .map((group) => Number.parseInt(group, 16).toString(16))
    .join(":")}::/64`;
}
