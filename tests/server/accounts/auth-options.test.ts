import NextAuth from "next-auth";
import { expect, test } from "vitest";
import { createAuthOptions } from "../../../server/accounts/auth-options";
import { authenticateRequest, type RequestAuth } from "../../../server/accounts/authenticate-request";
import { clientAddressHeader } from "../../../server/accounts/client-address";
import { createLogger } from "../../../server/core/logger";
import { onEachDatabase } from "../../support/database";
import { accountsOn, firstPerson, goodPassword } from "./people";

const secret = "a secret of at least thirty-two characters";

// A CommonJS package: its default export is one level down when Node loads it.
const nextAuth = ((NextAuth as { default?: unknown }).default ?? NextAuth) as typeof NextAuth;

interface Answer {
  status: number;
  body: Record<string, unknown>;
  cookies: string[];
}

/** A browser that keeps cookies and speaks to next-auth's handler. */
function browser(auth: RequestAuth) {
  const options = createAuthOptions(auth, createLogger({ level: "silent" }));
  const jar = new Map<string, string>();

  async function send(method: string, path: string, body: Record<string, unknown> = {}): Promise<Answer> {
    const headers = { host: "localhost:3000", [clientAddressHeader]: "192.0.2.5", "user-agent": "browser" };
    const query = { nextauth: path.split("/") };
    const request = { method, query, body, headers, cookies: Object.fromEntries(jar) };
    const answer: Answer = { status: 200, body: {}, cookies: [] };
    const give = (given: unknown) => {
      answer.body = given as Answer["body"];
    };
    const response = {
      status(code: number) {
        answer.status = code;
        return response;
      },
      getHeader: (name: string) => (name === "Set-Cookie" ? answer.cookies : undefined),
      setHeader(name: string, value: unknown) {
        if (name === "Set-Cookie") answer.cookies = value as string[];
        return response;
      },
      json: give,
      send: give,
      end: () => {},
    };
    await nextAuth(options)(request as never, response as never);
    for (const cookie of answer.cookies) keep(cookie);
    return answer;
  }

  function keep(cookie: string) {
    const [pair = ""] = cookie.split(";");
    const name = pair.slice(0, pair.indexOf("="));
    if (/max-age=0/i.test(cookie)) jar.delete(name);
    else jar.set(name, decodeURIComponent(pair.slice(name.length + 1)));
  }

  const csrf = async () => (await send("GET", "csrf")).body.csrfToken;
  return {
    jar,
    send,
    signIn: async (name: string, password: string) =>
      send("POST", "callback/credentials", { csrfToken: await csrf(), name, password, json: "true" }),
    signOut: async () => send("POST", "signout", { csrfToken: await csrf(), json: "true" }),
    headers: () => ({ cookie: [...jar].map(([name, value]) => `${name}=${value}`).join("; ") }),
  };
}

onEachDatabase("next-auth", (databases) => {
  const open = async (publicUrl: string | null = null) => {
    const accounts = accountsOn(await databases.open());
    const founder = await firstPerson(accounts);
    return { accounts, founder, auth: { accounts, secret, publicUrl } };
  };

  test("sign-in gives a cookie by which requests are known, sign-out makes it worthless", async () => {
    const { accounts, founder, auth } = await open();
    const viewer = browser(auth);
    await viewer.signIn("founder", goodPassword);
    const { actor } = await authenticateRequest(auth, viewer.headers(), "r");
    expect(actor).toMatchObject({ kind: "user", userId: founder.userId });
    const session = await accounts.database.client.session.findFirstOrThrow({ where: { ip: "192.0.2.5" } });
    expect(session).toMatchObject({ userAgent: "browser", revokedAt: null });
    expect((await viewer.send("GET", "session")).body).toMatchObject({
      user: { id: founder.userId, name: "founder" },
    });
    const stolen = viewer.headers();
    await viewer.signOut();
    expect(viewer.jar.has("signalbox-session")).toBe(false);
    expect((await authenticateRequest(auth, stolen, "r")).actor).toEqual({ kind: "anonymous" });
    expect(await accounts.database.client.auditEntry.count({ where: { action: "session.sign-out" } })).toBe(
      1,
    );
  });

  test("the cookie carries nothing readable", async () => {
    const { founder, auth } = await open();
    const viewer = browser(auth);
    await viewer.signIn("founder", goodPassword);
    const value = viewer.jar.get("signalbox-session") ?? "";
    const parts = value.split(".").map((part) => Buffer.from(part, "base64url").toString("latin1"));
    expect(parts.join("")).not.toContain(founder.userId);
    expect(parts.join("")).not.toContain("founder");
  });

  test("a refusal answers with its code and no cookie", async () => {
    const { auth } = await open();
    for (const [name, password, code] of [
      ["founder", "not the password", "UNAUTHENTICATED"],
      ["nobody", goodPassword, "UNAUTHENTICATED"],
      ["", "", "UNAUTHENTICATED"],
    ] as const) {
      const viewer = browser(auth);
      const answer = await viewer.signIn(name, password);
      expect(answer).toMatchObject({ status: 401, body: { url: expect.stringContaining(`error=${code}`) } });
      expect(viewer.jar.has("signalbox-session")).toBe(false);
    }
  });

  test("sign-in without the form's own token is refused", async () => {
    const { accounts, auth } = await open();
    const viewer = browser(auth);
    const before = await accounts.database.client.session.count();
    await viewer.send("POST", "callback/credentials", {
      name: "founder",
      password: goodPassword,
      json: "true",
    });
    expect(viewer.jar.has("signalbox-session")).toBe(false);
    expect(await accounts.database.client.session.count()).toBe(before);
  });

  test("a session ended elsewhere is nobody for pages, too", async () => {
    const { accounts, founder, auth } = await open();
    const viewer = browser(auth);
    await viewer.signIn("founder", goodPassword);
    await accounts.database.client.session.updateMany({ data: { revokedAt: accounts.clock.now() } });
    accounts.access.changed({ userId: founder.userId });
    expect((await viewer.send("GET", "session")).body).toEqual({});
  });

  test("over https the cookie is bound to the host, closed to scripts and to other sites", async () => {
    const { auth } = await open("https://signalbox.example");
    const viewer = browser(auth);
    const answer = await viewer.signIn("founder", goodPassword);
    const cookie = answer.cookies.find((line) => line.startsWith("__Host-signalbox-session="));
    expect(cookie?.split("; ").slice(1).sort()).toEqual([
      expect.stringMatching(/^Expires=/),
      "HttpOnly",
      "Path=/",
      "SameSite=Lax",
      "Secure",
    ]);
    const { actor } = await authenticateRequest(auth, viewer.headers(), "r");
    expect(actor.kind).toBe("user");
  });
});
