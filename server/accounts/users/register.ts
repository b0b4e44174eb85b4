import { z } from "zod";
import type { Context } from "../../core/context";
import type { Transaction } from "../../core/database";
import { AppError, badInput } from "../../core/errors";
import { lockUntilCommit } from "../../core/lock-until-commit";
import { parseInput } from "../../core/parse-input";
import type { AccountDeps } from "../account-deps";
import { claimInvitation } from "../invitations/claim-invitation";
import { hashPassword } from "../passwords/hash-password";
import { checkPassword } from "../passwords/password-policy";
import { accountNames, insertUser } from "./insert-user";
import { registrationPolicy } from "./registration-policy";
import { userLocale } from "./user-locale";
import { userName } from "./user-name";

const schema = z.object({
  name: userName,
  password: z.string(),
  inviteCode: z.string().trim().optional(),
  locale: userLocale.default("en"),
});

export interface RegisterInput {
  name: string;
  password: string;
  inviteCode?: string | null;
  locale?: string | null;
}

/**
 * Makes an account. The very first one administers the instance; after it the setting decides who may. Where anybody
 * may, each new user gets a namespace of their own; an invitation joins its holder to the namespace it is for.
 * @throws FORBIDDEN where registration is closed, BAD_USER_INPUT, ALREADY_EXISTS, RATE_LIMITED
 */
export async function register(
  deps: AccountDeps,
  context: Context,
  input: RegisterInput,
): Promise<{ userId: string; name: string; instanceAdmin: boolean }> {
  await deps.limiters.codeTried(context.ip);
  const { name, locale, inviteCode, password } = parseInput(schema, {
    name: input.name,
    password: input.password,
    inviteCode: input.inviteCode || undefined,
    locale: input.locale ?? undefined,
  });
  const { firstAccount } = await registrationPolicy(deps);
  if (!firstAccount) refuseUninvited(deps, inviteCode);
  const passwordHash = await hashPassword(checkPassword(password, name), deps.settings.passwordHash);
  return deps.database.transaction(async (tx) => {
    const now = deps.clock.now();
    await lockUntilCommit(tx, accountNames);
    const first = await isFirst(tx);
    if (!first) refuseUninvited(deps, inviteCode);
    const open = deps.settings.registration === "open";
    const invitation = inviteCode ? await claimInvitation(tx, { code: inviteCode, now }) : null;
    const ownNamespace = first || open;
    const userId = await insertUser(tx, context, {
      name,
      locale,
      passwordHash,
      instanceAdmin: first,
      ownNamespace,
      now,
    });
    await invitation?.join(tx, context, userId);
    return { userId, name, instanceAdmin: first };
  });
}

const isFirst = async (tx: Transaction) =>
  (await tx.client.user.findFirst({ select: { id: true } })) === null;

function refuseUninvited({ settings }: AccountDeps, inviteCode: string | undefined): void {
  if (settings.registration === "closed")
    throw new AppError("FORBIDDEN", "Accounts are created by an administrator here; ask one for yours.");
  if (settings.registration === "invite" && !inviteCode) {
    const message = "Accounts are by invitation here; enter the code you were given.";
    throw badInput(message, [{ code: "INVITATION_NEEDED", message, path: ["inviteCode"] }]);
  }
}
