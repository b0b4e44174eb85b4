import { encode } from "next-auth/jwt";
import { expect, test } from "vitest";
import { authenticateRequest, type RequestAuth } from "../../../server/accounts/authenticate-request";
import { clientAddressHeader } from "../../../server/accounts/client-address";
import { newSecret } from "../../../server/accounts/secret-codes";
import { revokeSession } from "../../../server/accounts/sessions/revoke-session";
import { createToken } from "../../../server/accounts/tokens/create-token";
import { revokeToken } from "../../../server/accounts/tokens/revoke-token";
import { disableUser } from "../../../server/accounts/users/disable-user";
import { onEachDatabase } from "../../support/database";
import { accountsOn, firstPerson, person } from "./people";

const secret = "a secret of at least thirty-two characters";

onEachDatabase("authentication of requests", (databases) => {
  const open = async () => {
    const accounts = accountsOn(await databases.open());
    const founder = await firstPerson(accounts);
    const auth: RequestAuth = { accounts, secret, publicUrl: null };
    const ask = (headers: Record<string, string>) => authenticateRequest(auth, headers, "request-1");
    return { accounts, founder, auth, ask };
  };
  const cookie = async (sessionId: unknown, options: { secret?: string; maxAge?: number } = {}) =>
    `signalbox-session=${await encode({ token: { sessionId } as never, secret, ...options })}`;

  test("a cookie names its session; without one a request is anonymous", async () => {
    const { founder, ask } = await open();
    const context = await ask({
      cookie: `theme=dark; ${await cookie(founder.context.actor.sessionId)}; lang=en`,
      "user-agent": "browser",
      [clientAddressHeader]: "192.0.2.9",
    });
    expect(context).toEqual({
      actor: { ...founder.context.actor, instanceAdmin: true },
      requestId: "request-1",
      ip: "192.0.2.9",
      userAgent: "browser",
    });
    expect((await ask({})).actor).toEqual({ kind: "anonymous" });
    expect(await ask({}).then(({ ip, userAgent }) => [ip, userAgent])).toEqual([null, null]);
  });

  test("the same from fetch's headers", async () => {
    const { founder, auth } = await open();
    const headers = new Headers({ cookie: await cookie(founder.context.actor.sessionId) });
    expect((await authenticateRequest(auth, headers, "r")).actor).toMatchObject({ userId: founder.userId });
  });

  test("forged, foreign, expired and broken cookies are nobody's", async () => {
    const { founder, ask } = await open();
    const { sessionId } = founder.context.actor;
    const bad = [
      await cookie(sessionId, { secret: "another secret of at least thirty-two characters" }),
      await cookie(sessionId, { maxAge: -60 }),
      await cookie("0190-not-there"),
      await cookie({ sessionId }),
      await cookie(undefined),
      `signalbox-session=${sessionId}`,
      "signalbox-session=",
      "signalbox-session=a.b.c.d.e",
      `__Host-${await cookie(sessionId)}`,
      "=;;=;",
    ];
    for (const sent of bad) expect((await ask({ cookie: sent })).actor).toEqual({ kind: "anonymous" });
    // An intruder's cookie put before the viewer's own does not hide it.
    const both = `${await cookie("0190-not-there")}; ${await cookie(sessionId)}`;
    expect((await ask({ cookie: both })).actor).toMatchObject({ sessionId });
  });

  test("over https only the host-bound cookie counts", async () => {
    const { founder, auth } = await open();
    const secure = { ...auth, publicUrl: "https://signalbox.example" };
    const plain = await cookie(founder.context.actor.sessionId);
    expect((await authenticateRequest(secure, { cookie: plain }, "r")).actor.kind).toBe("anonymous");
    expect((await authenticateRequest(secure, { cookie: `__Host-${plain}` }, "r")).actor.kind).toBe("user");
  });

  test("the row decides: a revoked session's cookie is nobody's at once", async () => {
    const { accounts, founder, ask } = await open();
    const sent = { cookie: await cookie(founder.context.actor.sessionId) };
    expect((await ask(sent)).actor.kind).toBe("user");
    await revokeSession(accounts, founder.context, { sessionId: founder.context.actor.sessionId });
    expect((await ask(sent)).actor.kind).toBe("anonymous");
  });

  test("requests keep a session alive, and write about it once a minute", async () => {
    const { accounts, founder, ask } = await open();
    const sent = { cookie: await cookie(founder.context.actor.sessionId) };
    const read = () => accounts.database.client.session.findFirstOrThrow();
    for (let day = 0; day < 10; day++) {
      await accounts.clock.advance(86_400_000);
      expect((await ask(sent)).actor.kind).toBe("user");
    }
    expect((await read()).lastSeenAt).toEqual(accounts.clock.now());
    const seen = await read();
    await accounts.clock.advance(59_999);
    await ask(sent);
    expect(await read()).toEqual(seen);
    await accounts.clock.advance(accounts.settings.session.idleMs);
    expect((await ask(sent)).actor.kind).toBe("anonymous");
  });

  test("a bearer token speaks for its owner within its scopes, and its use is noted", async () => {
    const { accounts, founder, ask } = await open();
    const { token, tokenId } = await createToken(accounts, founder.context, {
      name: "ci",
      scopes: ["run:read"],
    });
    for (const scheme of ["Bearer", "bearer", "BEARER "]) {
      const { actor } = await ask({ authorization: `${scheme} ${token}` });
      const { userId } = founder;
      expect(actor).toEqual({ kind: "token", userId, tokenId, namespaceId: null, scopes: ["run:read"] });
    }
    const { lastUsedAt } = await accounts.database.client.accessToken.findFirstOrThrow();
    expect(lastUsedAt).toEqual(accounts.clock.now());
  });

  test("tokens that do not count are errors, even beside a good cookie", async () => {
    const { accounts, founder, ask } = await open();
    const scopes = ["run:read"];
    const revoked = await createToken(accounts, founder.context, { name: "revoked", scopes });
    const expired = await createToken(accounts, founder.context, {
      name: "expired",
      scopes,
      expiresInDays: 1,
    });
    const other = await person(accounts, "other");
    const orphaned = await createToken(accounts, other.context, { name: "orphaned", scopes });
    expect((await ask({ authorization: `Bearer ${orphaned.token}` })).actor.kind).toBe("token");
    await revokeToken(accounts, founder.context, { tokenId: revoked.tokenId });
    await disableUser(accounts, founder.context, { userId: other.userId });
    const sent = { cookie: await cookie(founder.context.actor.sessionId) };
    await accounts.clock.advance(86_400_000);
    const bad = [
      revoked.token,
      expired.token,
      orphaned.token,
      newSecret("sbx"),
      "sbx_short",
      "",
      "x".repeat(100_000),
    ];
    for (const token of bad)
      await expect(ask({ ...sent, authorization: `Bearer ${token}` })).rejects.toMatchObject({
        code: "UNAUTHENTICATED",
      });
    // Other schemes are a proxy's business, not ours.
    expect((await ask({ ...sent, authorization: "Basic dXNlcjpwYXNz" })).actor.kind).toBe("user");
  });
});
