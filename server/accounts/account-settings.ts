/** What an instance decides about its accounts. Times are in milliseconds. */
export interface AccountSettings {
  /** Who may register: anybody, holders of an invitation, or nobody (an administrator creates accounts). */
  readonly registration: "open" | "invite" | "closed";
  /** Whether users who are no administrators may make namespaces of their own. */
  readonly usersCreateNamespaces: boolean;
  /** A session ends after `idleMs` without a request, and `longestMs` after the sign-in in any case. */
  readonly session: { readonly idleMs: number; readonly longestMs: number };
  readonly invitationMs: number;
  readonly passwordHash: PasswordHashCost;
  readonly limits: AccountLimits;
}

/** Argon2id's cost. A stored hash with another cost is renewed at the next sign-in. */
export interface PasswordHashCost {
  readonly memoryKiB: number;
  readonly passes: number;
  readonly threads: number;
}

/** How many tries a window has. */
export interface RateLimit {
  readonly tries: number;
  readonly windowMs: number;
}

export interface AccountLimits {
  /** Failed sign-ins for one name from one address. */
  readonly signInPerNameAndAddress: RateLimit;
  /** Failed sign-ins for one name from anywhere. */
  readonly signInPerName: RateLimit;
  /** Failed sign-ins from one address, whatever the name. */
  readonly signInPerAddress: RateLimit;
  /** Registrations and invitation codes tried from one address. */
  readonly registerPerAddress: RateLimit;
}

const minute = 60_000;
const day = 24 * 60 * minute;

export const defaultAccountSettings: AccountSettings = {
  registration: "invite",
  usersCreateNamespaces: true,
  session: { idleMs: 7 * day, longestMs: 30 * day },
  invitationMs: 7 * day,
  // OWASP's password storage cheat sheet: 19 MiB, two passes, one thread.
  passwordHash: { memoryKiB: 19_456, passes: 2, threads: 1 },
  limits: {
    signInPerNameAndAddress: { tries: 10, windowMs: 15 * minute },
    signInPerName: { tries: 100, windowMs: 60 * minute },
    signInPerAddress: { tries: 50, windowMs: 15 * minute },
    registerPerAddress: { tries: 60, windowMs: 60 * minute },
  },
};
