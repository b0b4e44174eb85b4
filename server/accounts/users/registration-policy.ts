import type { AccountDeps } from "../account-deps";
import { passwordLength } from "../passwords/password-policy";

export interface RegistrationPolicy {
  mode: "open" | "invite" | "closed";
  /** Nobody has an account yet: whoever registers now administers the instance, whatever the mode. */
  firstAccount: boolean;
  leastPasswordLength: number;
}

/** What the page for new accounts has to know. For everybody. */
export async function registrationPolicy(deps: AccountDeps): Promise<RegistrationPolicy> {
  const somebody = await deps.database.client.user.findFirst({ select: { id: true } });
  return {
    mode: deps.settings.registration,
    firstAccount: somebody === null,
    leastPasswordLength: passwordLength.least,
  };
}
