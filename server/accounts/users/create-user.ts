import { z } from "zod";
import { actorName, type Context } from "../../core/context";
import { idempotently } from "../../core/idempotency";
import { lockUntilCommit } from "../../core/lock-until-commit";
import { parseInput } from "../../core/parse-input";
import type { AccountDeps } from "../account-deps";
import { hashPassword } from "../passwords/hash-password";
import { checkPassword } from "../passwords/password-policy";
import { accountNames, insertUser } from "./insert-user";
import { userLocale } from "./user-locale";
import { userName } from "./user-name";

const schema = z.object({
  name: userName,
  password: z.string(),
  instanceAdmin: z.boolean().default(false),
  locale: userLocale.default("en"),
});

export interface CreateUserInput {
  name: string;
  password: string;
  instanceAdmin?: boolean | null;
  locale?: string | null;
  idempotencyKey?: string | null;
}

/** Makes an account for somebody else, whatever the registration setting. For the instance's administrators. */
export async function createUser(
  deps: AccountDeps,
  context: Context,
  input: CreateUserInput,
): Promise<{ userId: string }> {
  await deps.access.requireInstanceAdmin(context);
  const { password, ...user } = parseInput(schema, {
    name: input.name,
    password: input.password,
    instanceAdmin: input.instanceAdmin ?? undefined,
    locale: input.locale ?? undefined,
  });
  const passwordHash = await hashPassword(checkPassword(password, user.name), deps.settings.passwordHash);
  return deps.database.transaction((tx) => {
    const now = deps.clock.now();
    // The password stays out of what the key remembers.
    const call = {
      actor: actorName(context.actor),
      verb: "createUser",
      key: input.idempotencyKey,
      input: user,
    };
    return idempotently(tx, { ...call, now }, async () => {
      await lockUntilCommit(tx, accountNames);
      const ownNamespace = deps.settings.registration === "open";
      return { userId: await insertUser(tx, context, { ...user, passwordHash, ownNamespace, now }) };
    });
  });
}
