import { decode } from "next-auth/jwt";
import { type RequestHeaders, readCookies } from "./request-headers";

/** Over https the "__Host-" prefix makes browsers refuse the cookie from any other host, path or plain http. */
export const sessionCookieName = (publicUrl: string | null): string =>
  isSecure(publicUrl) ? "__Host-signalbox-session" : "signalbox-session";

export const isSecure = (publicUrl: string | null): boolean => publicUrl?.startsWith("https:") ?? false;

/** What the browser's encrypted JWT carries besides its dates: the id of the session's row, which decides. */
export interface SessionClaims {
  sessionId?: unknown;
}

/** The session ids that a request's cookies name, oldest cookie first; forged and expired ones are passed over. */
export async function readSessionIds(
  headers: RequestHeaders,
  settings: { secret: string; publicUrl: string | null },
): Promise<string[]> {
  const ids: string[] = [];
  for (const token of readCookies(headers, sessionCookieName(settings.publicUrl))) {
    const claims = await decode({ token, secret: settings.secret }).catch(() => null);
    const { sessionId } = (claims ?? {}) as SessionClaims;
    if (typeof sessionId === "string") ids.push(sessionId);
  }
  return ids;
}
