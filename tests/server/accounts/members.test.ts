import { expect, test } from "vitest";
import { acceptInvitation } from "../../../server/accounts/invitations/accept-invitation";
import { createInvitation } from "../../../server/accounts/invitations/create-invitation";
import { listInvitations } from "../../../server/accounts/invitations/list-invitations";
import { revokeInvitation } from "../../../server/accounts/invitations/revoke-invitation";
import { addMember } from "../../../server/accounts/members/add-member";
import { changeRole } from "../../../server/accounts/members/change-role";
import { removeMember } from "../../../server/accounts/members/remove-member";
import { createNamespace } from "../../../server/accounts/namespaces/create-namespace";
import { listNamespaces } from "../../../server/accounts/namespaces/list-namespaces";
import { renameNamespace } from "../../../server/accounts/namespaces/rename-namespace";
import { permissionsOf } from "../../../server/accounts/permissions";
import { onEachDatabase } from "../../support/database";
import { accountsOn, firstNamespace, firstPerson, memberOf, person } from "./people";

const lastAdmin = { code: "ILLEGAL_TRANSITION", problems: [{ code: "LAST_ADMIN" }] };
const namespace = "founder";

onEachDatabase("namespaces and members", (databases) => {
  const open = async () => {
    const deps = accountsOn(await databases.open());
    const founder = await firstPerson(deps);
    return { deps, founder, namespaceId: await firstNamespace(deps) };
  };

  test("an admin adds by name, changes roles and removes", async () => {
    const { deps, founder, namespaceId } = await open();
    const { userId, context } = await person(deps, "Colleague");
    expect(await addMember(deps, founder.context, { namespace, name: " colleague", role: "viewer" })).toEqual(
      {
        namespaceId,
        userId,
      },
    );
    expect(await listNamespaces(deps, context)).toMatchObject([
      { slug: "founder", role: "viewer", permissions: permissionsOf("viewer") },
    ]);
    await changeRole(deps, founder.context, { namespaceId, userId, role: "editor" });
    expect(await deps.access.require(context, "pipeline:write", namespaceId)).toBe("editor");
    await removeMember(deps, founder.context, { namespaceId, userId });
    expect(await listNamespaces(deps, context)).toEqual([]);
    const entries = await deps.database.client.auditEntry.findMany({
      where: { namespaceId, resource: "member" },
    });
    expect(entries.map(({ action, actorName }) => `${actorName} ${action}`)).toEqual([
      "founder member.add",
      "founder member.change-role",
      "founder member.remove",
    ]);
    expect(entries[0]?.afterDigest).toBe(entries[1]?.beforeDigest);
    expect(entries[1]?.afterDigest).toBe(entries[2]?.beforeDigest);
  });

  test("below admin, members manage nobody but may leave", async () => {
    const { deps, founder, namespaceId } = await open();
    const editor = await memberOf(deps, namespaceId, "editor", "editor");
    const { userId } = founder;
    const verbs = [
      () => addMember(deps, editor.context, { namespace, name: "founder", role: "admin" }),
      () => changeRole(deps, editor.context, { namespaceId, userId: editor.userId, role: "admin" }),
      () => removeMember(deps, editor.context, { namespaceId, userId }),
      () => createInvitation(deps, editor.context, { namespaceId, role: "admin" }),
      () => listInvitations(deps, editor.context, { namespaceId }),
      () => renameNamespace(deps, editor.context, { namespaceId, name: "mine" }),
    ];
    for (const verb of verbs) await expect(verb()).rejects.toMatchObject({ code: "FORBIDDEN" });
    await removeMember(deps, editor.context, { namespaceId, userId: editor.userId });
    const gone = removeMember(deps, editor.context, { namespaceId, userId: editor.userId });
    await expect(gone).rejects.toMatchObject({ code: "NOT_FOUND" });
  });

  test("names nobody has, disabled people, members and unknown roles are refused with their reason", async () => {
    const { deps, founder } = await open();
    const { userId } = await person(deps, "gone");
    await deps.database.client.user.update({ where: { id: userId }, data: { disabledAt: deps.clock.now() } });
    const add = (name: string, role = "viewer") =>
      addMember(deps, founder.context, { namespace, name, role });
    for (const name of ["nobody", "gone", ""])
      await expect(add(name)).rejects.toMatchObject({ problems: [{ code: "UNKNOWN_USER", path: ["name"] }] });
    await expect(add("founder")).rejects.toMatchObject({ code: "ALREADY_EXISTS" });
    await expect(add("founder", "owner")).rejects.toMatchObject({ code: "BAD_USER_INPUT" });
  });

  test("the instance's administrator puts somebody in charge of a namespace that is not theirs; others see none", async () => {
    const { deps, founder } = await open();
    const owner = await person(deps, "owner");
    const { namespaceId } = await createNamespace(deps, owner.context, { name: "Orphan", slug: "orphan" });
    const stranger = await person(deps, "stranger");
    const asked = { namespace: "orphan", name: "stranger", role: "admin" };
    for (const target of ["orphan", "not-there"])
      await expect(addMember(deps, stranger.context, { ...asked, namespace: target })).rejects.toMatchObject({
        code: "NOT_FOUND",
        message: `No namespace "${target}" here.`,
      });
    await addMember(deps, founder.context, asked);
    expect(await deps.access.require(stranger.context, "namespace:manage", namespaceId)).toBe("admin");
    await expect(
      addMember(deps, founder.context, { ...asked, namespace: "not-there" }),
    ).rejects.toMatchObject({
      code: "NOT_FOUND",
    });
  });

  test("the last admin can neither leave nor step down; a disabled one does not count", async () => {
    const { deps, founder, namespaceId } = await open();
    const { userId } = founder;
    const second = await memberOf(deps, namespaceId, "second", "admin");
    await deps.database.client.user.update({
      where: { id: second.userId },
      data: { disabledAt: deps.clock.now() },
    });
    await expect(removeMember(deps, founder.context, { namespaceId, userId })).rejects.toMatchObject(
      lastAdmin,
    );
    const down = changeRole(deps, founder.context, { namespaceId, userId, role: "viewer" });
    await expect(down).rejects.toMatchObject(lastAdmin);
    expect(await deps.access.may(founder.context, "namespace:manage", namespaceId)).toBe(true);
  });

  test("two admins who remove each other at once leave one", async () => {
    for (let round = 0; round < 5; round++) {
      const { deps, founder, namespaceId } = await open();
      const second = await memberOf(deps, namespaceId, "second", "admin");
      await Promise.allSettled([
        removeMember(deps, founder.context, { namespaceId, userId: second.userId }),
        removeMember(deps, second.context, { namespaceId, userId: founder.userId }),
        changeRole(deps, second.context, { namespaceId, userId: second.userId, role: "viewer" }),
      ]);
      expect(await deps.database.client.member.count({ where: { namespaceId, role: "admin" } })).toBe(1);
    }
  });

  test("namespaces are made with a short name that is theirs alone, once per idempotency key", async () => {
    const { deps, founder } = await open();
    const make = (input: { name: string; slug?: string; idempotencyKey?: string }) =>
      createNamespace(deps, founder.context, input);
    const made = await make({ name: "Data Team", idempotencyKey: "k" });
    expect(await make({ name: "Data Team", idempotencyKey: "k" })).toEqual(made);
    expect(
      await deps.database.client.namespace.findUnique({ where: { id: made.namespaceId } }),
    ).toMatchObject({
      slug: "data-team",
    });
    const raced = await Promise.allSettled(
      Array.from({ length: 5 }, () => make({ name: "x", slug: "wanted" })),
    );
    expect(raced.filter(({ status }) => status === "fulfilled")).toHaveLength(1);
    for (const slug of ["", "a", "A-B", "-ab", "a--b", "ü-b", "api", "x".repeat(41), "../etc"])
      await expect(make({ name: "x", slug })).rejects.toMatchObject({
        message: expect.stringContaining("slug: "),
      });
    await expect(make({ name: " " })).rejects.toMatchObject({ problems: [{ path: ["name"] }] });
  });

  test("a namespace is renamed, and not onto another", async () => {
    const { deps, founder, namespaceId } = await open();
    await createNamespace(deps, founder.context, { name: "Other", slug: "other" });
    await renameNamespace(deps, founder.context, { namespaceId, name: "New name" });
    await renameNamespace(deps, founder.context, { namespaceId, slug: "new-slug" });
    expect(await deps.database.client.namespace.findUnique({ where: { id: namespaceId } })).toMatchObject({
      name: "New name",
      slug: "new-slug",
    });
    const taken = renameNamespace(deps, founder.context, { namespaceId, slug: "other" });
    await expect(taken).rejects.toMatchObject({ code: "ALREADY_EXISTS" });
  });

  test("where only administrators make namespaces, others are told", async () => {
    const deps = accountsOn(await databases.open(), { usersCreateNamespaces: false });
    const founder = await firstPerson(deps);
    const other = await person(deps, "other");
    await createNamespace(deps, founder.context, { name: "Allowed" });
    await expect(createNamespace(deps, other.context, { name: "No" })).rejects.toMatchObject({
      code: "FORBIDDEN",
    });
  });
});

onEachDatabase("invitations", (databases) => {
  const open = async () => {
    const deps = accountsOn(await databases.open());
    const founder = await firstPerson(deps);
    const namespaceId = await firstNamespace(deps);
    const invite = (role = "operator") => createInvitation(deps, founder.context, { namespaceId, role });
    return { deps, founder, namespaceId, invite };
  };
  const invalid = { code: "BAD_USER_INPUT", problems: [{ code: "INVITATION_INVALID" }] };

  test("the code is shown once and kept as a hash; a repeated call does not show it again", async () => {
    const { deps, founder, namespaceId } = await open();
    const ask = () =>
      createInvitation(deps, founder.context, { namespaceId, role: "viewer", idempotencyKey: "k" });
    const first = await ask();
    expect(first.code).toMatch(/^sbi_/);
    expect(await ask()).toEqual({ invitationId: first.invitationId, code: null });
    const stored = JSON.stringify([
      await deps.database.client.invitation.findMany(),
      await deps.database.client.auditEntry.findMany(),
      await deps.database.client.idempotencyKey.findMany(),
    ]);
    expect(stored).not.toContain(first.code);
  });

  test("a signed-in user joins with it, once; members keep the code for somebody else", async () => {
    const { deps, founder, namespaceId, invite } = await open();
    const { code } = await invite();
    if (!code) throw new Error("no code");
    await expect(acceptInvitation(deps, founder.context, { code })).rejects.toMatchObject({
      code: "ALREADY_EXISTS",
    });
    const guest = await person(deps, "guest");
    expect(await acceptInvitation(deps, guest.context, { code: ` ${code} ` })).toEqual({ namespaceId });
    expect(await deps.access.require(guest.context, "run:create", namespaceId)).toBe("operator");
    const late = await person(deps, "late");
    await expect(acceptInvitation(deps, late.context, { code })).rejects.toMatchObject(invalid);
  });

  test("revoked, expired and invented codes are refused alike", async () => {
    const { deps, founder, namespaceId, invite } = await open();
    const guest = await person(deps, "guest");
    const revoked = await invite();
    await revokeInvitation(deps, founder.context, { invitationId: revoked.invitationId });
    await revokeInvitation(deps, founder.context, { invitationId: revoked.invitationId });
    for (const code of [revoked.code ?? "", "sbi_invented", ""])
      await expect(acceptInvitation(deps, guest.context, { code })).rejects.toMatchObject(invalid);
    const expired = await invite();
    expect(await listInvitations(deps, founder.context, { namespaceId })).toHaveLength(1);
    await deps.database.client.invitation.updateMany({ data: { expiresAt: deps.clock.now() } });
    await expect(acceptInvitation(deps, guest.context, { code: expired.code ?? "" })).rejects.toMatchObject(
      invalid,
    );
    expect(await listInvitations(deps, founder.context, { namespaceId })).toEqual([]);
  });

  test("a used invitation cannot be revoked, and strangers learn of none", async () => {
    const { deps, founder, invite } = await open();
    const { invitationId, code } = await invite();
    const guest = await person(deps, "guest");
    for (const id of [invitationId, "not-there"])
      await expect(revokeInvitation(deps, guest.context, { invitationId: id })).rejects.toMatchObject({
        code: "NOT_FOUND",
        message: `No invitation "${id}" here.`,
      });
    await acceptInvitation(deps, guest.context, { code: code ?? "" });
    const late = revokeInvitation(deps, founder.context, { invitationId });
    await expect(late).rejects.toMatchObject({ code: "ILLEGAL_TRANSITION" });
  });
});
