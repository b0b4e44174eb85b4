import { expect, test } from "vitest";
import { createAccess } from "../../../server/accounts/access";
import { changeRole } from "../../../server/accounts/members/change-role";
import { removeMember } from "../../../server/accounts/members/remove-member";
import { revokeSession } from "../../../server/accounts/sessions/revoke-session";
import { createToken } from "../../../server/accounts/tokens/create-token";
import { revokeToken } from "../../../server/accounts/tokens/revoke-token";
import { disableUser } from "../../../server/accounts/users/disable-user";
import { enableUser } from "../../../server/accounts/users/enable-user";
import type { Context } from "../../../server/core/context";
import { onEachDatabase } from "../../support/database";
import { accountsOn, anonymous, firstNamespace, firstPerson, memberOf, person, system } from "./people";

onEachDatabase("access", (databases) => {
  const open = async () => {
    const deps = accountsOn(await databases.open());
    const founder = await firstPerson(deps);
    return { deps, access: deps.access, founder, namespaceId: await firstNamespace(deps) };
  };

  test("a member's role decides, and the refusal names the permission", async () => {
    const { deps, access, namespaceId } = await open();
    const viewer = await memberOf(deps, namespaceId, "viewer", "viewer");
    expect(await access.require(viewer.context, "run:read", namespaceId)).toBe("viewer");
    const refused = access.require(viewer.context, "run:create", namespaceId);
    await expect(refused).rejects.toMatchObject({
      code: "FORBIDDEN",
      details: { permission: "run:create", role: "viewer" },
      message: expect.stringContaining('"run:create"'),
    });
    expect(await access.may(viewer.context, "run:create", namespaceId)).toBe(false);
    expect(await access.may(viewer.context, "run:read", namespaceId)).toBe(true);
  });

  test("a refusal is audited once a minute; looking, and being no member, leave nothing", async () => {
    const { deps, access, namespaceId } = await open();
    const viewer = await memberOf(deps, namespaceId, "viewer", "viewer");
    const stranger = await person(deps, "stranger");
    const denials = () => deps.database.client.auditEntry.findMany({ where: { action: "access.denied" } });
    await access.may(viewer.context, "run:create", namespaceId);
    await access.require(stranger.context, "run:create", namespaceId).catch(() => {});
    expect(await denials()).toEqual([]);
    const refuse = () => access.require(viewer.context, "run:create", namespaceId).catch(() => {});
    await Promise.all([refuse(), refuse(), refuse()]);
    expect(await denials()).toMatchObject([
      { actorName: "viewer", namespaceId, resourceId: "run:create", outcome: "FORBIDDEN" },
    ]);
    await deps.clock.advance(60_000);
    await refuse();
    expect(await denials()).toHaveLength(2);
  });

  test("a namespace of others and one that does not exist answer exactly alike", async () => {
    const { deps, access, namespaceId } = await open();
    const stranger = await person(deps, "stranger");
    const answers = await Promise.all(
      [namespaceId, "0190-not-there"].map((id) =>
        access.require(stranger.context, "dataset:read", id).catch((error) => ({
          code: error.code,
          message: error.message.replace(id, "ID"),
          details: error.details,
          problems: error.problems,
        })),
      ),
    );
    expect(answers[0]).toEqual(answers[1]);
    expect(answers[0]).toMatchObject({ code: "NOT_FOUND" });
    const things = await Promise.all(
      [namespaceId, undefined].map((at) =>
        access
          .requireOn(stranger.context, "run:read", { thing: "run", id: "r1", namespaceId: at })
          .catch((error) => `${error.code} ${error.message}`),
      ),
    );
    expect(things[0]).toBe(things[1]);
    expect(things[0]).not.toContain(namespaceId);
  });

  test("nobody signed in is told so, even about things that do not exist", async () => {
    const { access, namespaceId } = await open();
    const missing = { thing: "run", id: "r1", namespaceId: null };
    await expect(access.require(anonymous(), "run:read", namespaceId)).rejects.toMatchObject({
      code: "UNAUTHENTICATED",
    });
    await expect(access.requireOn(anonymous(), "run:read", missing)).rejects.toMatchObject({
      code: "UNAUTHENTICATED",
    });
    await expect(access.requireSignedIn(anonymous())).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
  });

  test("the system passes, and finds nothing where nothing is", async () => {
    const { access, namespaceId } = await open();
    expect(await access.require(system, "namespace:manage", namespaceId)).toBe("admin");
    const missing = { thing: "run", id: "r1", namespaceId: null };
    await expect(access.requireOn(system, "run:read", missing)).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(access.requireSignedIn(system)).rejects.toMatchObject({ code: "FORBIDDEN" });
  });

  test("a changed role and a removal count at once", async () => {
    const { deps, access, founder, namespaceId } = await open();
    const { userId, context } = await memberOf(deps, namespaceId, "somebody", "editor");
    expect(await access.may(context, "dataset:write", namespaceId)).toBe(true);
    await changeRole(deps, founder.context, { namespaceId, userId, role: "viewer" });
    expect(await access.may(context, "dataset:write", namespaceId)).toBe(false);
    await removeMember(deps, founder.context, { namespaceId, userId });
    await expect(access.require(context, "dataset:read", namespaceId)).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
  });

  test("a revoked session, a disabled user and an expired session are signed out, each told why", async () => {
    const { deps, access, founder } = await open();
    const { userId, context } = await person(deps, "somebody");
    expect(await access.isAlive(context)).toBe(true);
    await disableUser(deps, founder.context, { userId });
    await expect(access.requireSignedIn(context)).rejects.toThrow("disabled");
    await enableUser(deps, founder.context, { userId });
    await expect(access.requireSignedIn(context)).rejects.toThrow("revoked");
    const { sessionId } = founder.context.actor;
    const idle = deps.settings.session.idleMs;
    await deps.clock.advance(idle - 1);
    expect(await access.isAlive(founder.context)).toBe(true);
    await deps.clock.advance(1);
    await expect(access.requireSignedIn(founder.context)).rejects.toThrow("expired");
    await deps.database.client.session.delete({ where: { id: sessionId } });
    access.forget({ sessionId });
    await expect(access.requireSignedIn(founder.context)).rejects.toThrow("does not exist");
  });

  test("a session id under another user's name is nobody's", async () => {
    const { deps, access, founder } = await open();
    const other = await person(deps, "other");
    const forged: Context = {
      ...founder.context,
      actor: { ...founder.context.actor, userId: other.userId },
    };
    await expect(access.requireSignedIn(forged)).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
  });

  test("an access token does what it was given, where it was given it, and never more than its owner may", async () => {
    const { deps, access, founder, namespaceId } = await open();
    const scopes = ["run:read", "run:create"];
    const { tokenId } = await createToken(deps, founder.context, { name: "ci", scopes, namespaceId });
    const token: Context = {
      ...anonymous(),
      actor: { kind: "token", userId: founder.userId, tokenId, namespaceId, scopes },
    };
    expect(await access.may(token, "run:create", namespaceId)).toBe(true);
    await expect(access.require(token, "dataset:read", namespaceId)).rejects.toMatchObject({
      code: "FORBIDDEN",
      message: expect.stringContaining('"dataset:read"'),
    });
    const elsewhere: Context = {
      ...token,
      actor: { ...token.actor, namespaceId: "another" } as typeof token.actor,
    };
    await expect(access.require(elsewhere, "run:read", namespaceId)).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
    await expect(access.requireSession(token)).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(access.requireInstanceAdmin(token)).rejects.toMatchObject({ code: "FORBIDDEN" });

    const second = await memberOf(deps, namespaceId, "second", "admin");
    await changeRole(deps, second.context, { namespaceId, userId: founder.userId, role: "viewer" });
    expect(await access.may(token, "run:read", namespaceId)).toBe(true);
    expect(await access.may(token, "run:create", namespaceId)).toBe(false);
    await revokeToken(deps, founder.context, { tokenId });
    expect(await access.isAlive(token)).toBe(false);
  });

  test("only administrators of the instance pass as such, by their row and not by what the request says", async () => {
    const { deps, access, founder } = await open();
    await access.requireInstanceAdmin(founder.context);
    const other = await person(deps, "other");
    const pretender: Context = {
      ...other.context,
      actor: { ...other.context.actor, instanceAdmin: true } as Context["actor"],
    };
    await expect(access.requireInstanceAdmin(pretender)).rejects.toMatchObject({ code: "FORBIDDEN" });
  });

  test("whoever listens hears of changes until they stop", async () => {
    const { deps, access, founder } = await open();
    const heard: unknown[] = [];
    const stop = access.onChange((change) => heard.push(change));
    const { sessionId, userId } = founder.context.actor;
    await revokeSession(deps, founder.context, { sessionId });
    expect(heard).toEqual([{ userId, sessionId }]);
    stop();
    access.changed({ userId });
    expect(heard).toHaveLength(1);
  });

  test("another process's change counts within its time to live", async () => {
    const { deps, founder, namespaceId } = await open();
    const { userId, context } = await memberOf(deps, namespaceId, "somebody", "editor");
    const elsewhere = createAccess(deps.database, deps.clock);
    expect(await elsewhere.may(context, "dataset:write", namespaceId)).toBe(true);
    await changeRole(deps, founder.context, { namespaceId, userId, role: "viewer" });
    await deps.clock.advance(databases.provider === "postgresql" ? 2_000 : 30_000);
    expect(await elsewhere.may(context, "dataset:write", namespaceId)).toBe(false);
  });

  test("questions asked at once share a query, and a failed query answers nobody later", async () => {
    const { deps, namespaceId } = await open();
    const { context } = await memberOf(deps, namespaceId, "somebody", "viewer");
    let queries = 0;
    let broken = true;
    const member = {
      findUnique: async (query: object) => {
        queries++;
        if (broken) throw new Error("the database is away");
        return deps.database.client.member.findUnique(query as never);
      },
    };
    const client = new Proxy(deps.database.client, {
      get: (target, key) => (key === "member" ? member : Reflect.get(target, key)),
    });
    const access = createAccess({ ...deps.database, client }, deps.clock);
    await expect(access.may(context, "run:read", namespaceId)).rejects.toThrow("away");
    broken = false;
    queries = 0;
    const answers = await Promise.all(
      Array.from({ length: 50 }, () => access.may(context, "run:read", namespaceId)),
    );
    expect(answers).toEqual(Array(50).fill(true));
    expect(queries).toBe(1);
  });
});
