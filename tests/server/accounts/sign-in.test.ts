import { expect, test } from "vitest";
import { defaultAccountSettings } from "../../../server/accounts/account-settings";
import { listAudit } from "../../../server/accounts/audit/list-audit";
import { changePassword } from "../../../server/accounts/passwords/change-password";
import { hashPassword } from "../../../server/accounts/passwords/hash-password";
import { signIn } from "../../../server/accounts/sessions/sign-in";
import { disableUser } from "../../../server/accounts/users/disable-user";
import { onEachDatabase } from "../../support/database";
import { accountsOn, anonymous, cheapHash, firstPerson, goodPassword, person } from "./people";

const wrong = { code: "UNAUTHENTICATED", message: "The user name or the password is wrong." };

onEachDatabase("sign-in", (databases) => {
  test("opens a session, whatever the spelling of the name", async () => {
    const deps = accountsOn(await databases.open());
    await firstPerson(deps, "Émile");
    const answer = await signIn(deps, anonymous(), { name: " E\u0301MILE ", password: goodPassword });
    expect(answer).toMatchObject({
      name: "Émile",
      expiresAt: new Date(deps.clock.now().getTime() + 7 * 86_400_000),
    });
    const session = await deps.database.client.session.findUniqueOrThrow({ where: { id: answer.sessionId } });
    expect(session).toMatchObject({ ip: "192.0.2.1", userAgent: "test", revokedAt: null });
  });

  test("a password may be typed in either Unicode form", async () => {
    const deps = accountsOn(await databases.open());
    const founder = await firstPerson(deps);
    const newPassword = "ｐａｓｓｅ composé";
    await changePassword(deps, founder.context, { currentPassword: goodPassword, newPassword });
    const given = newPassword.normalize("NFKD");
    expect(given).not.toBe(newPassword);
    await signIn(deps, anonymous(), { name: "founder", password: given });
  });

  test("unknown names and wrong passwords answer alike, in much the same time", async () => {
    const cost = { memoryKiB: 4096, passes: 2, threads: 1 };
    const deps = accountsOn(await databases.open(), { passwordHash: cost });
    await firstPerson(deps);
    const timed = async (name: string) => {
      const start = performance.now();
      await expect(
        signIn(deps, anonymous(null), { name, password: "not the password" }),
      ).rejects.toMatchObject(wrong);
      return performance.now() - start;
    };
    await timed("nobody");
    // In turns, so that a busy moment of the machine meets both.
    const times = { founder: [] as number[], nobody: [] as number[] };
    for (let n = 0; n < 8; n++)
      for (const name of ["founder", "nobody"] as const) times[name].push(await timed(name));
    const quickest = (name: keyof typeof times) => Math.min(...times[name]);
    const [known, unknown] = [quickest("founder"), quickest("nobody")];
    // Without the decoy an unknown name takes a tenth of this.
    expect(unknown / known).toBeGreaterThan(0.4);
    expect(unknown / known).toBeLessThan(2.5);
  });

  test("a disabled account is told so with its password only", async () => {
    const deps = accountsOn(await databases.open());
    const founder = await firstPerson(deps);
    const { userId } = await person(deps, "gone");
    await disableUser(deps, founder.context, { userId });
    const withIt = signIn(deps, anonymous(), { name: "gone", password: goodPassword });
    await expect(withIt).rejects.toMatchObject({
      code: "FORBIDDEN",
      message: expect.stringContaining("disabled"),
    });
    const without = signIn(deps, anonymous(), { name: "gone", password: "another password" });
    await expect(without).rejects.toMatchObject(wrong);
  });

  test("a hash of another cost is renewed, and the password goes on working", async () => {
    const database = await databases.open();
    const old = accountsOn(database);
    await firstPerson(old);
    const now = accountsOn(database, { passwordHash: { ...cheapHash, passes: 2 } });
    await signIn(now, anonymous(), { name: "founder", password: goodPassword });
    const { passwordHash } = await database.client.user.findFirstOrThrow();
    expect(passwordHash).toContain("t=2");
    await signIn(now, anonymous(), { name: "founder", password: goodPassword });
    expect((await database.client.user.findFirstOrThrow()).passwordHash).toBe(passwordHash);
  });

  test("both outcomes are audited; names nobody has are not kept", async () => {
    const deps = accountsOn(await databases.open());
    const founder = await firstPerson(deps);
    for (const name of ["founder", "my secret typed in the wrong field"])
      await signIn(deps, anonymous(), { name, password: "not the password" }).catch(() => {});
    const filter = { action: "session.sign-in" };
    const { entries } = await listAudit(deps, founder.context, { namespaceId: null, filter });
    expect(entries.map(({ outcome, resourceId, actor, ip }) => ({ outcome, resourceId, actor, ip }))).toEqual(
      [
        { outcome: "UNAUTHENTICATED", resourceId: null, actor: "anonymous", ip: "192.0.2.1" },
        { outcome: "UNAUTHENTICATED", resourceId: founder.userId, actor: "anonymous", ip: "192.0.2.1" },
        { outcome: "ok", resourceId: founder.userId, actor: `user:${founder.userId}`, ip: null },
      ],
    );
    expect(JSON.stringify(entries)).not.toContain("secret");
  });

  test("guessing is stopped per name and address, with how long to wait; success clears it", async () => {
    const limits = {
      ...defaultAccountSettings.limits,
      signInPerNameAndAddress: { tries: 3, windowMs: 60_000 },
    };
    const deps = accountsOn(await databases.open(), { limits });
    const founder = await firstPerson(deps);
    const guess = () => signIn(deps, anonymous(), { name: "founder", password: "not the password" });
    const right = (ip: string) => signIn(deps, anonymous(ip), { name: "founder", password: goodPassword });
    await expect(guess()).rejects.toMatchObject(wrong);
    await expect(guess()).rejects.toMatchObject(wrong);
    await right("192.0.2.1");
    for (let n = 0; n < 3; n++) await expect(guess()).rejects.toMatchObject(wrong);
    for (let n = 0; n < 3; n++)
      await expect(guess()).rejects.toMatchObject({
        code: "RATE_LIMITED",
        details: { retryAfterMs: expect.any(Number) },
      });
    await expect(right("192.0.2.1")).rejects.toMatchObject({ code: "RATE_LIMITED" });
    await right("192.0.2.2");
    const filter = { outcome: "RATE_LIMITED" };
    const { entries } = await listAudit(deps, founder.context, { namespaceId: null, filter });
    // One entry for the beginning of the lock, not one for every knock on it.
    expect(entries).toHaveLength(1);
  });

  test("a burst of guesses at once passes no more than the limit", async () => {
    const limits = {
      ...defaultAccountSettings.limits,
      signInPerNameAndAddress: { tries: 5, windowMs: 60_000 },
    };
    const deps = accountsOn(await databases.open(), { limits });
    await firstPerson(deps);
    const guesses = Array.from({ length: 40 }, () =>
      signIn(deps, anonymous(), { name: "founder", password: "not the password" }).catch(({ code }) => code),
    );
    const codes = await Promise.all(guesses);
    expect(codes.filter((code) => code === "UNAUTHENTICATED")).toHaveLength(5);
    expect(codes.filter((code) => code === "RATE_LIMITED")).toHaveLength(35);
  });

  test("names that do not exist are limited alike, and an address runs out over many names", async () => {
    const limits = { ...defaultAccountSettings.limits, signInPerAddress: { tries: 4, windowMs: 60_000 } };
    const deps = accountsOn(await databases.open(), { limits });
    await firstPerson(deps);
    const codes = [];
    for (let n = 0; n < 6; n++)
      codes.push(await signIn(deps, anonymous(), { name: `n${n}`, password: "x" }).catch(({ code }) => code));
    expect(codes).toEqual([...Array(4).fill("UNAUTHENTICATED"), ...Array(2).fill("RATE_LIMITED")]);
    // One customer's whole IPv6 network counts as one address; the next one is another.
    const from = (ip: string) =>
      signIn(deps, anonymous(ip), { name: "x1", password: "x" }).catch(({ code }) => code);
    for (let n = 0; n < 4; n++) expect(await from(`2001:db8::${n}`)).toBe("UNAUTHENTICATED");
    expect(await from("2001:db8:0:0:ffff::1")).toBe("RATE_LIMITED");
    expect(await from("2001:db8:0:1::1")).toBe("UNAUTHENTICATED");
  });

  test("a password changed while another sign-in checks the old one lets that one in no more", async () => {
    const database = await databases.open();
    const deps = accountsOn(database);
    await firstPerson(deps);
    const changing = new Proxy(database, {
      get: (target, key) =>
        key === "transaction"
          ? async (work: never) => {
              const passwordHash = await hashPassword("an entirely different one", cheapHash);
              await target.client.user.updateMany({ data: { passwordHash } });
              return target.transaction(work);
            }
          : Reflect.get(target, key),
    });
    const late = signIn({ ...deps, database: changing }, anonymous(), {
      name: "founder",
      password: goodPassword,
    });
    await expect(late).rejects.toMatchObject(wrong);
    expect(await database.client.session.count()).toBe(1);
  });

  test("giant and empty passwords are refused without work", async () => {
    const deps = accountsOn(await databases.open());
    await firstPerson(deps);
    for (const password of ["", "x".repeat(1_000_000)])
      await expect(signIn(deps, anonymous(null), { name: "founder", password })).rejects.toMatchObject(wrong);
    const zero = signIn(deps, anonymous(null), { name: "found\0er", password: goodPassword });
    await expect(zero).rejects.toMatchObject(wrong);
    const long = signIn(deps, anonymous(null), { name: "n".repeat(1_000_000), password: goodPassword });
    await expect(long).rejects.toMatchObject(wrong);
  });
});
