import { z } from "zod";
import type { Context } from "../../core/context";
import { parseInput } from "../../core/parse-input";
import type { AccountDeps } from "../account-deps";
import { userLocale } from "./user-locale";

const schema = z.object({ locale: userLocale });

/** Sets the language the console speaks to the signed-in user. */
export async function setLocale(
  deps: AccountDeps,
  context: Context,
  input: { locale: string },
): Promise<void> {
  const { userId } = await deps.access.requireSession(context);
  const { locale } = parseInput(schema, input);
  const updatedAt = deps.clock.now();
  await deps.database.transaction((tx) =>
    tx.client.user.update({ where: { id: userId }, data: { locale, updatedAt } }),
  );
}
