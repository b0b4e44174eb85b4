import { expect, test } from "vitest";
import { createUser } from "../../../server/accounts/users/create-user";
import { disableUser } from "../../../server/accounts/users/disable-user";
import { enableUser } from "../../../server/accounts/users/enable-user";
import { resetPassword } from "../../../server/accounts/users/reset-password";
import { setInstanceAdmin } from "../../../server/accounts/users/set-instance-admin";
import { setLocale } from "../../../server/accounts/users/set-locale";
import { onEachDatabase } from "../../support/database";
import { accountsOn, firstPerson, goodPassword, person, signedIn } from "./people";

const lastAdmin = { code: "ILLEGAL_TRANSITION", problems: [{ code: "LAST_ADMIN" }] };

onEachDatabase("users", (databases) => {
  const open = async () => {
    const deps = accountsOn(await databases.open(), { registration: "closed" });
    return { deps, founder: await firstPerson(deps) };
  };

  test("only administrators manage accounts, and everybody else learns nothing", async () => {
    const { deps, founder } = await open();
    const other = await person(deps, "other");
    const verbs = [
      () => createUser(deps, other.context, { name: "new", password: goodPassword }),
      () => disableUser(deps, other.context, { userId: founder.userId }),
      () => disableUser(deps, other.context, { userId: "not-there" }),
      () => enableUser(deps, other.context, { userId: founder.userId }),
      () => resetPassword(deps, other.context, { userId: founder.userId, newPassword: goodPassword }),
      () => setInstanceAdmin(deps, other.context, { userId: other.userId, instanceAdmin: true }),
    ];
    const refusals = await Promise.all(
      verbs.map((verb) => verb().catch(({ code, message }) => `${code} ${message}`)),
    );
    expect(new Set(refusals)).toEqual(new Set(["FORBIDDEN This is for the instance's administrators."]));
  });

  test("an administrator makes accounts on a closed instance, once per idempotency key", async () => {
    const { deps, founder } = await open();
    const ask = (name: string) =>
      createUser(deps, founder.context, { name, password: goodPassword, idempotencyKey: "key-1" });
    const first = await ask("colleague");
    expect(await ask("colleague")).toEqual(first);
    await expect(ask("another")).rejects.toMatchObject({ code: "IDEMPOTENCY_MISMATCH" });
    expect(await deps.database.client.user.count()).toBe(2);
    await signedIn(deps, "colleague");
    await expect(
      createUser(deps, founder.context, { name: "COLLEAGUE", password: goodPassword }),
    ).rejects.toMatchObject({ code: "ALREADY_EXISTS" });
  });

  test("a reset password ends all sessions and replaces the old one", async () => {
    const { deps, founder } = await open();
    const other = await person(deps, "other");
    const newPassword = "an entirely different one";
    await resetPassword(deps, founder.context, { userId: other.userId, newPassword });
    expect(await deps.access.isAlive(other.context)).toBe(false);
    await expect(signedIn(deps, "other")).rejects.toMatchObject({ code: "UNAUTHENTICATED" });
    await signedIn(deps, "other", newPassword);
    const missing = resetPassword(deps, founder.context, { userId: "not-there", newPassword });
    await expect(missing).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  test("the last administrator can neither step down nor be disabled", async () => {
    const { deps, founder } = await open();
    const other = await person(deps, "other");
    const { userId } = founder;
    await expect(disableUser(deps, founder.context, { userId })).rejects.toMatchObject(lastAdmin);
    const stepDown = () => setInstanceAdmin(deps, founder.context, { userId, instanceAdmin: false });
    await expect(stepDown()).rejects.toMatchObject(lastAdmin);
    expect(await deps.access.isAlive(founder.context)).toBe(true);
    await setInstanceAdmin(deps, founder.context, { userId: other.userId, instanceAdmin: true });
    // A disabled administrator administers nothing.
    await disableUser(deps, founder.context, { userId: other.userId });
    await expect(stepDown()).rejects.toMatchObject(lastAdmin);
    await enableUser(deps, founder.context, { userId: other.userId });
    await stepDown();
    await expect(deps.access.requireInstanceAdmin(founder.context)).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
  });

  test("two administrators who remove each other at once leave one", async () => {
    for (let round = 0; round < 5; round++) {
      const { deps, founder } = await open();
      const other = await person(deps, "other");
      await setInstanceAdmin(deps, founder.context, { userId: other.userId, instanceAdmin: true });
      const settled = await Promise.allSettled([
        setInstanceAdmin(deps, founder.context, { userId: other.userId, instanceAdmin: false }),
        setInstanceAdmin(deps, other.context, { userId: founder.userId, instanceAdmin: false }),
        disableUser(deps, founder.context, { userId: other.userId }),
      ]);
      const left = await deps.database.client.user.count({
        where: { instanceAdmin: true, disabledAt: null },
      });
      expect(left).toBe(1);
      expect(settled.some(({ status }) => status === "rejected")).toBe(true);
    }
  });

  test("disabling and enabling twice is no error and one entry each", async () => {
    const { deps, founder } = await open();
    const { userId } = await person(deps, "other");
    for (let n = 0; n < 2; n++) await disableUser(deps, founder.context, { userId });
    for (let n = 0; n < 2; n++) await enableUser(deps, founder.context, { userId });
    const entries = await deps.database.client.auditEntry.findMany({ where: { resourceId: userId } });
    const actions = entries.map(({ action }) => action);
    expect(actions.filter((action) => action === "user.disable")).toHaveLength(1);
    expect(actions.filter((action) => action === "user.enable")).toHaveLength(1);
  });

  test("a user chooses a language that the console speaks", async () => {
    const { deps, founder } = await open();
    await setLocale(deps, founder.context, { locale: "zh-CN" });
    expect(await deps.database.client.user.findFirst()).toMatchObject({ locale: "zh-CN" });
    await expect(setLocale(deps, founder.context, { locale: "xx" })).rejects.toMatchObject({
      code: "BAD_USER_INPUT",
    });
  });
});
