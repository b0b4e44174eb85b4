import type { Clock } from "../core/clock";
import type { Database } from "../core/database";
import type { Access } from "./access";
import { type AccountLimiters, createAccountLimiters } from "./account-limiters";
import type { AccountSettings } from "./account-settings";

/** What every verb about accounts needs; the kernel makes it once. */
export interface AccountDeps {
  readonly database: Database;
  readonly clock: Clock;
  readonly access: Access;
  readonly settings: AccountSettings;
  readonly limiters: AccountLimiters;
}

export function createAccountDeps(parts: Omit<AccountDeps, "limiters">): AccountDeps {
  return { ...parts, limiters: createAccountLimiters(parts.settings.limits) };
}
