import type { Services } from "../../graphql/services";
import { createNamespace } from "../../server/accounts/namespaces/create-namespace";
import { permissions } from "../../server/accounts/permissions";
import { signIn } from "../../server/accounts/sessions/sign-in";
import { createToken } from "../../server/accounts/tokens/create-token";
import { register } from "../../server/accounts/users/register";
import type { Context } from "../../server/core/context";
import { newId } from "../../server/core/ids";

export interface TestAccount {
  readonly userId: string;
  readonly namespaceId: string;
  /** The namespace's slug. */
  readonly namespace: string;
  /** An access token with every permission. */
  readonly token: string;
  readonly context: Context;
}

/** Registers somebody, with a namespace of their own and an access token, by the real verbs. */
export async function openTestAccount(
  { accounts }: Pick<Services, "accounts">,
  name = "ada",
): Promise<TestAccount> {
  const anonymous: Context = { actor: { kind: "anonymous" }, requestId: newId(), ip: null, userAgent: null };
  const credentials = { name, password: "a long enough phrase 7" };
  await register(accounts, anonymous, credentials);
  const { userId, sessionId } = await signIn(accounts, anonymous, credentials);
  const context: Context = { ...anonymous, actor: { kind: "user", userId, sessionId, instanceAdmin: true } };
  const namespace = `${name}-works`;
  const { namespaceId } = await createNamespace(accounts, context, { name: namespace, slug: namespace });
  const { token } = await createToken(accounts, context, { name: "tests", scopes: [...permissions] });
  if (!token) throw new Error("A new token was not shown.");
  return { userId, namespaceId, namespace, token, context };
}
