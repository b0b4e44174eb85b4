import type { Actor, Context } from "../core/context";
import { AppError } from "../core/errors";
import type { AccountDeps } from "./account-deps";
import { clientAddressOf } from "./client-address";
import { type RequestHeaders, readHeader } from "./request-headers";
import { hashSecret, isSecret } from "./secret-codes";
import { readSessionIds } from "./session-cookie";
import { touchSession } from "./sessions/touch-session";
import { touchToken } from "./tokens/touch-token";

export interface RequestAuth {
  readonly accounts: AccountDeps;
  /** Encrypts the browser's session JWT. */
  readonly secret: string;
  /** The address people type; null when it is the one the server listens on. */
  readonly publicUrl: string | null;
}

/**
 * Who a request is from: an `Authorization: Bearer sbx_…` token, else the session in its cookie, else nobody. A cookie
 * whose session has ended makes an anonymous request, a token that does not count is an error: scripts must notice.
 * @throws UNAUTHENTICATED for a bearer token that is malformed, unknown, expired or revoked
 */
export async function authenticateRequest(
  auth: RequestAuth,
  headers: RequestHeaders,
  requestId: string,
): Promise<Context> {
  const bearer = /^bearer\s+(.*)$/i.exec(readHeader(headers, "authorization") ?? "")?.[1];
  const actor =
    bearer === undefined ? await sessionActor(auth, headers) : await tokenActor(auth, bearer.trim());
  return contextOf(headers, requestId, actor);
}

/** Whether a request proves itself by cookie, so that another site could make a browser send it. */
export const usesCookies = (context: Context): boolean => context.actor.kind === "user";

export function contextOf(headers: RequestHeaders, requestId: string, actor: Actor): Context {
  return { actor, requestId, ip: clientAddressOf(headers), userAgent: readHeader(headers, "user-agent") };
}

async function sessionActor(auth: RequestAuth, headers: RequestHeaders): Promise<Actor> {
  for (const sessionId of await readSessionIds(headers, auth)) {
    const found = await auth.accounts.access.identify({ sessionId });
    if (!found) continue;
    const { actor, createdAt, lastSeenAt } = found;
    await touchSession(auth.accounts, { id: sessionId, createdAt, lastSeenAt: lastSeenAt ?? createdAt });
    return actor;
  }
  return { kind: "anonymous" };
}

async function tokenActor(auth: RequestAuth, bearer: string): Promise<Actor> {
  // The checksum turns mistyped and cut tokens away before the database is asked.
  const found = isSecret("sbx", bearer)
    ? await auth.accounts.access.identify({ tokenHash: hashSecret(bearer) })
    : null;
  if (found?.actor.kind !== "token")
    throw new AppError("UNAUTHENTICATED", "This access token is not valid, or not any more.");
  await touchToken(auth.accounts, { id: found.actor.tokenId, lastUsedAt: found.lastSeenAt });
  return found.actor;
}
