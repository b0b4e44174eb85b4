import { expect, test } from "vitest";
import { createInvitation } from "../../../server/accounts/invitations/create-invitation";
import { listNamespaces } from "../../../server/accounts/namespaces/list-namespaces";
import { register } from "../../../server/accounts/users/register";
import { registrationPolicy } from "../../../server/accounts/users/registration-policy";
import { onEachDatabase } from "../../support/database";
import {
  accountsOn,
  anonymous,
  cheapHash,
  firstNamespace,
  firstPerson,
  goodPassword,
  signedIn,
} from "./people";

const asked = (name: string, more: object = {}) => ({ name, password: goodPassword, ...more });

onEachDatabase("registration", (databases) => {
  for (const mode of ["open", "invite", "closed"] as const) {
    test(`the first account administers the instance and has a namespace (${mode})`, async () => {
      const deps = accountsOn(await databases.open(), { registration: mode });
      expect(await registrationPolicy(deps)).toEqual({ mode, firstAccount: true, leastPasswordLength: 10 });
      const first = await register(deps, anonymous(), asked("Ada"));
      expect(first).toMatchObject({ name: "Ada", instanceAdmin: true });
      expect(await registrationPolicy(deps)).toMatchObject({ firstAccount: false });
      const { context } = await signedIn(deps, "ada");
      await deps.access.requireInstanceAdmin(context);
      expect(await listNamespaces(deps, context)).toMatchObject([
        { slug: "ada", name: "Ada", role: "admin" },
      ]);
    });
  }

  test("of many first registrations at once exactly one becomes the administrator", async () => {
    const deps = accountsOn(await databases.open(), { registration: "open" });
    const made = await Promise.all(
      Array.from({ length: 8 }, (_, n) => register(deps, anonymous(), asked(`racer${n}`))),
    );
    expect(made.filter(({ instanceAdmin }) => instanceAdmin)).toHaveLength(1);
    expect(await deps.database.client.user.count({ where: { instanceAdmin: true } })).toBe(1);
  });

  test("where registration is not open, of many first registrations at once exactly one gets in", async () => {
    const deps = accountsOn(await databases.open(), { registration: "closed" });
    const settled = await Promise.allSettled(
      Array.from({ length: 8 }, (_, n) => register(deps, anonymous(), asked(`racer${n}`))),
    );
    expect(settled.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    for (const result of settled)
      if (result.status === "rejected") expect(result.reason).toMatchObject({ code: "FORBIDDEN" });
    expect(await deps.database.client.user.count()).toBe(1);
  });

  test("one name is taken once, however it is written and however many ask at once", async () => {
    const deps = accountsOn(await databases.open(), { registration: "open" });
    await firstPerson(deps);
    const spellings = ["Émile", "E\u0301MILE", " émile ", "éMILE"];
    const settled = await Promise.allSettled(
      spellings.map((name) => register(deps, anonymous(), asked(name))),
    );
    expect(settled.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    for (const result of settled)
      if (result.status === "rejected")
        expect(result.reason).toMatchObject({ code: "ALREADY_EXISTS", problems: [{ path: ["name"] }] });
  });

  test("on an open instance each new user has a namespace with a short name of its own", async () => {
    const deps = accountsOn(await databases.open(), { registration: "open" });
    for (const name of ["Zoë.M", "zoe-m", "王芳", "api"]) await register(deps, anonymous(), asked(name));
    const slugs = (await deps.database.client.namespace.findMany({ orderBy: { id: "asc" } })).map(
      ({ slug }) => slug,
    );
    expect(slugs).toEqual([
      "zoe-m",
      expect.stringMatching(/^zoe-m-[0-9a-f]{6}$/),
      expect.stringMatching(/^space-[0-9a-f]{6}$/),
      expect.stringMatching(/^space-[0-9a-f]{6}$/),
    ]);
    expect(await deps.database.client.user.count({ where: { instanceAdmin: true } })).toBe(1);
  });

  test("a closed instance says so; one by invitation asks for the code", async () => {
    const database = await databases.open();
    const closed = accountsOn(database, { registration: "closed" });
    await firstPerson(closed);
    const refused = register(closed, anonymous(), asked("late", { inviteCode: "sbi_x" }));
    await expect(refused).rejects.toMatchObject({ code: "FORBIDDEN" });
    const invited = accountsOn(database, { registration: "invite" });
    await expect(register(invited, anonymous(), asked("late"))).rejects.toMatchObject({
      code: "BAD_USER_INPUT",
      problems: [{ code: "INVITATION_NEEDED", path: ["inviteCode"] }],
    });
    // The answer about the code comes before any about the name: nobody learns names without an invitation.
    const taken = register(invited, anonymous(), asked("founder", { inviteCode: "sbi_wrong" }));
    await expect(taken).rejects.toMatchObject({ problems: [{ code: "INVITATION_INVALID" }] });
  });

  test("an invitation admits one person, into its namespace, with its role", async () => {
    const deps = accountsOn(await databases.open(), { registration: "invite" });
    const founder = await firstPerson(deps);
    const namespaceId = await firstNamespace(deps);
    const { code } = await createInvitation(deps, founder.context, { namespaceId, role: "operator" });
    const settled = await Promise.allSettled(
      ["guest-one", "guest-two", "guest-six"].map((name) =>
        register(deps, anonymous(), asked(name, { inviteCode: code })),
      ),
    );
    expect(settled.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    const members = await deps.database.client.member.findMany({ where: { namespaceId, role: "operator" } });
    expect(members).toHaveLength(1);
    expect(await deps.database.client.namespace.count()).toBe(1);
    expect(await deps.database.client.user.count()).toBe(2);
    const used = await deps.database.client.invitation.findFirstOrThrow();
    expect(used.usedById).toBe(members[0]?.userId);
  });

  test("what was typed is checked, and every problem names its field", async () => {
    const deps = accountsOn(await databases.open(), { registration: "open" });
    const pathsOf = async (input: object) => {
      const error = await register(deps, anonymous(), { ...asked("fine"), ...input }).catch(
        (thrown) => thrown,
      );
      expect(error).toMatchObject({ code: "BAD_USER_INPUT" });
      return error.problems.map(({ path }: { path: string[] }) => path.join("."));
    };
    for (const name of ["", "x", " ", "a b", "-dash", "a\u0000b", "a\u202Eb", "x".repeat(65), "<script>"])
      expect(await pathsOf({ name })).toContain("name");
    expect(await pathsOf({ password: "short" })).toEqual(["password"]);
    expect(await pathsOf({ locale: "tlh" })).toEqual(["locale"]);
    expect(await pathsOf({ name: { toString: () => "evil" } })).toContain("name");
    expect(await deps.database.client.user.count()).toBe(0);
  });

  test("passwords are kept as argon2id hashes and appear nowhere else", async () => {
    const deps = accountsOn(await databases.open());
    await firstPerson(deps);
    const { passwordHash } = await deps.database.client.user.findFirstOrThrow();
    expect(passwordHash).toMatch(new RegExp(`^\\$argon2id\\$v=19\\$m=${cheapHash.memoryKiB},t=1,p=1\\$`));
    const audit = JSON.stringify(await deps.database.client.auditEntry.findMany());
    expect(audit).toContain("user.create");
    expect(audit).not.toContain(goodPassword);
    expect(audit).not.toContain("argon2id");
  });

  test("one address registers only so often", async () => {
    const deps = accountsOn(await databases.open(), {
      registration: "open",
      limits: {
        ...accountsOn(await databases.open()).settings.limits,
        registerPerAddress: { tries: 2, windowMs: 60_000 },
      },
    });
    await register(deps, anonymous(), asked("one-of-two"));
    await register(deps, anonymous(), asked("two-of-two"));
    await expect(register(deps, anonymous(), asked("three"))).rejects.toMatchObject({
      code: "RATE_LIMITED",
      details: { retryAfterMs: expect.any(Number) },
    });
    await register(deps, anonymous("192.0.2.77"), asked("elsewhere"));
  });
});
