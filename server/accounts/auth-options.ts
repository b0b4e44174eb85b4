import type { NextAuthOptions, User } from "next-auth";
import type { CredentialsConfig } from "next-auth/providers/credentials";
import { isAppError } from "../core/errors";
import { newId } from "../core/ids";
import type { Logger } from "../core/logger";
import { contextOf, type RequestAuth } from "./authenticate-request";
import type { RequestHeaders } from "./request-headers";
import { isSecure, type SessionClaims, sessionCookieName } from "./session-cookie";
import { revokeSession } from "./sessions/revoke-session";
import { signIn } from "./sessions/sign-in";

/** What sign-in hands to the JWT: the session's id, and nothing about the person. */
type SignedInUser = User & { sessionId: string };

/**
 * next-auth's part: sign-in and sign-out over HTTP with its own protection against cross-site requests. Sessions are
 * rows; the JWT in the browser's cookie only names one. A refused sign-in answers with the error's code.
 */
export function createAuthOptions(auth: RequestAuth, logger: Logger): NextAuthOptions {
  const secure = isSecure(auth.publicUrl);
  // next-auth takes its own address from the environment alone; with neither setting it assumes localhost:3000.
  if (auth.publicUrl) process.env.NEXTAUTH_URL = new URL(auth.publicUrl).origin;
  else process.env.AUTH_TRUST_HOST = "true";
  return {
    secret: auth.secret,
    useSecureCookies: secure,
    pages: { signIn: "/sign-in", error: "/sign-in" },
    session: { strategy: "jwt", maxAge: Math.floor(auth.accounts.settings.session.longestMs / 1000) },
    cookies: {
      sessionToken: {
        name: sessionCookieName(auth.publicUrl),
        options: { httpOnly: true, sameSite: "lax", path: "/", secure },
      },
    },
    providers: [passwordProvider(auth)],
    callbacks: {
      jwt: ({ token, user }) => ({
        sessionId: sessionIdOf(user) ?? sessionIdOf(token),
      }),
      async session({ session, token }) {
        const sessionId = sessionIdOf(token);
        const found = sessionId ? await auth.accounts.access.identify({ sessionId }) : null;
        // An empty object is next-auth's "nobody is signed in".
        if (!found) return {} as typeof session;
        const { userId } = found.actor;
        const { name } = await auth.accounts.database.client.user.findUniqueOrThrow({
          where: { id: userId },
        });
        return { ...session, user: { id: userId, name } };
      },
    },
    events: {
      async signOut({ token }) {
        await endSession(auth, sessionIdOf(token));
      },
    },
    logger: {
      error: (code, metadata) => logger.warn({ code, metadata }, "next-auth refused a request."),
      warn: (code) => logger.debug({ code }, "next-auth warns."),
      debug: () => {},
    },
  };
}

/** Written out instead of imported: the package's provider modules do not load the same way bundled and plain. */
function passwordProvider(auth: RequestAuth): CredentialsConfig {
  return {
    id: "credentials",
    name: "Password",
    type: "credentials",
    credentials: { name: { type: "text" }, password: { type: "password" } },
    async authorize(credentials, request): Promise<SignedInUser> {
      const context = contextOf((request.headers ?? {}) as RequestHeaders, newId(), { kind: "anonymous" });
      const { name, password } = credentials ?? {};
      try {
        const given = { name: String(name ?? ""), password: String(password ?? "") };
        const { sessionId, userId } = await signIn(auth.accounts, context, given);
        return { id: userId, sessionId };
      } catch (error) {
        // next-auth sends the message to the page; the code is what it decides by.
        throw new Error(isAppError(error) ? error.code : "INTERNAL", { cause: error });
      }
    },
  };
}

function sessionIdOf(claims: object | undefined): string | undefined {
  const { sessionId } = (claims ?? {}) as SessionClaims;
  return typeof sessionId === "string" ? sessionId : undefined;
}

async function endSession(auth: RequestAuth, sessionId: string | undefined): Promise<void> {
  const found = sessionId ? await auth.accounts.access.identify({ sessionId }) : null;
  if (!sessionId || !found) return;
  await revokeSession(auth.accounts, contextOf({}, newId(), found.actor), { sessionId });
}
