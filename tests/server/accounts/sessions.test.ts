import { expect, test } from "vitest";
import { changePassword } from "../../../server/accounts/passwords/change-password";
import { listSessions } from "../../../server/accounts/sessions/list-sessions";
import { revokeSession } from "../../../server/accounts/sessions/revoke-session";
import { revokeOtherSessions } from "../../../server/accounts/sessions/revoke-sessions";
import { touchSession } from "../../../server/accounts/sessions/touch-session";
import { onEachDatabase } from "../../support/database";
import { accountsOn, firstPerson, goodPassword, type People, person, signedIn } from "./people";

const read = (deps: People, id: string) => deps.database.client.session.findUniqueOrThrow({ where: { id } });

onEachDatabase("sessions", (databases) => {
  test("use moves a session's end on, at most once a minute and never past its greatest age", async () => {
    const deps = accountsOn(await databases.open());
    const { context } = await firstPerson(deps);
    const id = context.actor.sessionId;
    const made = await read(deps, id);
    const touch = async () => touchSession(deps, await read(deps, id));
    await deps.clock.advance(59_999);
    await touch();
    expect(await read(deps, id)).toEqual(made);
    await deps.clock.advance(1);
    await touch();
    expect(await read(deps, id)).toMatchObject({
      lastSeenAt: deps.clock.now(),
      expiresAt: new Date(deps.clock.now().getTime() + deps.settings.session.idleMs),
    });
    const end = made.createdAt.getTime() + deps.settings.session.longestMs;
    for (let day = 1; day < 30; day++) {
      await deps.clock.advance(86_400_000);
      if (await deps.access.isAlive(context)) await touch();
    }
    expect(await read(deps, id)).toMatchObject({ expiresAt: new Date(end) });
    await deps.clock.advance(86_400_000);
    expect(await deps.access.isAlive(context)).toBe(false);
  });

  test("a revoked or expired session is not revived by late use", async () => {
    const deps = accountsOn(await databases.open());
    const { context } = await firstPerson(deps);
    const { sessionId } = context.actor;
    const before = await read(deps, sessionId);
    await deps.clock.advance(deps.settings.session.idleMs);
    await touchSession(deps, before);
    expect(await read(deps, sessionId)).toEqual(before);
  });

  test("the list shows the viewer's living sessions and which one asks", async () => {
    const deps = accountsOn(await databases.open());
    const founder = await firstPerson(deps);
    await person(deps, "other");
    const second = await signedIn(deps, "founder");
    const third = await signedIn(deps, "founder");
    await revokeSession(deps, third.context, { sessionId: third.context.actor.sessionId });
    const sessions = await listSessions(deps, second.context);
    expect(sessions.map(({ id, current }) => [id, current]).sort()).toEqual(
      [
        [founder.context.actor.sessionId, false],
        [second.context.actor.sessionId, true],
      ].sort(),
    );
  });

  test("ending a session is for its owner, may be repeated, and does not tell others whether it exists", async () => {
    const deps = accountsOn(await databases.open());
    const founder = await firstPerson(deps);
    const other = await person(deps, "other");
    const { sessionId } = founder.context.actor;
    for (const id of [sessionId, "0190-not-there"])
      await expect(revokeSession(deps, other.context, { sessionId: id })).rejects.toMatchObject({
        code: "NOT_FOUND",
        message: `No session "${id}" here.`,
      });
    const second = await signedIn(deps, "founder");
    await revokeSession(deps, second.context, { sessionId });
    await revokeSession(deps, second.context, { sessionId });
    await expect(revokeSession(deps, founder.context, { sessionId })).rejects.toMatchObject({
      code: "UNAUTHENTICATED",
    });
    expect(await deps.database.client.auditEntry.count({ where: { action: "session.revoke" } })).toBe(1);
  });

  test("signing out is told from ending another session", async () => {
    const deps = accountsOn(await databases.open());
    const { context } = await firstPerson(deps);
    await revokeSession(deps, context, { sessionId: context.actor.sessionId });
    expect(await deps.database.client.auditEntry.count({ where: { action: "session.sign-out" } })).toBe(1);
  });

  test("all others end and the one that asks stays", async () => {
    const deps = accountsOn(await databases.open());
    const founder = await firstPerson(deps);
    const stranger = await person(deps, "stranger");
    const more = [await signedIn(deps, "founder"), await signedIn(deps, "founder")];
    expect(await revokeOtherSessions(deps, founder.context)).toBe(2);
    for (const { context } of more) expect(await deps.access.isAlive(context)).toBe(false);
    for (const { context } of [founder, stranger]) expect(await deps.access.isAlive(context)).toBe(true);
  });

  test("a changed password ends other sessions; the current one must be known to change it", async () => {
    const deps = accountsOn(await databases.open());
    const founder = await firstPerson(deps);
    const other = await signedIn(deps, "founder");
    const change = (currentPassword: string, newPassword: string) =>
      changePassword(deps, founder.context, { currentPassword, newPassword });
    const next = "an entirely different one";
    await expect(change("not the password", next)).rejects.toMatchObject({
      problems: [{ code: "PASSWORD_WRONG", path: ["currentPassword"] }],
    });
    await expect(change(goodPassword, "short")).rejects.toMatchObject({
      problems: [{ code: "PASSWORD_TOO_SHORT", path: ["newPassword"] }],
    });
    await expect(change(goodPassword, goodPassword)).rejects.toMatchObject({
      problems: [{ code: "PASSWORD_UNCHANGED", path: ["newPassword"] }],
    });
    expect(await deps.access.isAlive(other.context)).toBe(true);
    await change(goodPassword, next);
    expect(await deps.access.isAlive(other.context)).toBe(false);
    expect(await deps.access.isAlive(founder.context)).toBe(true);
    await expect(signedIn(deps, "founder")).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
    await signedIn(deps, "founder", next);
    const outcomes = await deps.database.client.auditEntry.findMany({
      where: { action: "user.change-password" },
    });
    expect(outcomes.map(({ outcome }) => outcome).sort()).toEqual(["BAD_USER_INPUT", "ok"]);
  });

  test("the password cannot be guessed through a stolen session without limit", async () => {
    const base = accountsOn(await databases.open());
    const limits = { ...base.settings.limits, signInPerNameAndAddress: { tries: 3, windowMs: 60_000 } };
    const deps = accountsOn(base.database, { limits });
    const founder = await firstPerson(deps);
    const codes = [];
    for (let n = 0; n < 5; n++)
      codes.push(
        await changePassword(
          deps,
          { ...founder.context, ip: "192.0.2.66" },
          {
            currentPassword: `guess ${n}`,
            newPassword: "an entirely different one",
          },
        ).catch(({ code }) => code),
      );
    expect(codes).toEqual([...Array(3).fill("BAD_USER_INPUT"), ...Array(2).fill("RATE_LIMITED")]);
  });
});
