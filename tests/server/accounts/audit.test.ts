import fc from "fast-check";
import { expect, test } from "vitest";
import { auditDigest, withoutSecrets } from "../../../server/accounts/audit/audit-digest";
import { exportAudit } from "../../../server/accounts/audit/export-audit";
import { type AuditEntryView, listAudit } from "../../../server/accounts/audit/list-audit";
import { type AuditNote, recordAudit } from "../../../server/accounts/audit/record-audit";
import { sweepAccounts } from "../../../server/accounts/sweep-accounts";
import { createToken } from "../../../server/accounts/tokens/create-token";
import type { Context } from "../../../server/core/context";
import { onEachDatabase } from "../../support/database";
import { accountsOn, anonymous, firstNamespace, firstPerson, memberOf, person, system } from "./people";

test("a digest depends on the content, not on the order of its keys, and not on secrets", () => {
  const one = auditDigest({ name: "a", nested: { x: 1, y: [1n, new Date(0)] } });
  expect(one).toMatch(/^[0-9a-f]{64}$/);
  expect(auditDigest({ nested: { y: [1n, new Date(0)], x: 1 }, name: "a" })).toBe(one);
  expect(auditDigest({ name: "a", nested: { x: 2, y: [1n, new Date(0)] } })).not.toBe(one);
  expect(auditDigest({ name: "a", passwordHash: "h1", token: "t" })).toBe(
    auditDigest({ name: "a", passwordHash: "h2" }),
  );
  expect(auditDigest(null)).toBeNull();
  expect(auditDigest(undefined)).toBeNull();
});

test("secrets are left out at any depth, and only they", () => {
  fc.assert(
    fc.property(fc.dictionary(fc.stringMatching(/^[a-z]{1,6}[A-Z]?$/), fc.jsonValue()), (value) => {
      const marked = {
        list: [{ deep: { value, password: "S3CRET", apiKey: "S3CRET", Authorization: "S3CRET" } }],
      };
      expect(JSON.stringify(withoutSecrets(marked))).not.toContain("S3CRET");
    }),
  );
  expect(withoutSecrets({ tokens: 3, scopes: ["a"], codeName: "x" })).toEqual({
    tokens: 3,
    scopes: ["a"],
    codeName: "x",
  });
});

onEachDatabase("audit", (databases) => {
  const open = async () => {
    const deps = accountsOn(await databases.open());
    const founder = await firstPerson(deps);
    const namespaceId = await firstNamespace(deps);
    const write = (context: Context, note: Partial<AuditNote> = {}) =>
      deps.database.transaction(async (tx) =>
        recordAudit(tx, context, {
          at: deps.clock.now(),
          namespaceId,
          action: "run.create",
          resource: "run",
          resourceId: "r1",
          ...note,
        }),
      );
    const list = (filter: object = {}, more: object = {}) =>
      listAudit(deps, founder.context, { namespaceId, filter, ...more });
    const find = async (filter: object) => (await list(filter)).entries.map(({ action }) => action);
    return { deps, founder, namespaceId, write, list, find };
  };

  test("an entry tells who, as they were called then, with what and from where", async () => {
    const { deps, founder, write, list } = await open();
    const { tokenId } = await createToken(deps, founder.context, { name: "ci", scopes: ["run:create"] });
    const { userId } = founder;
    const actor = { kind: "token", userId, tokenId, namespaceId: null, scopes: [] } as const;
    await write(
      { ...anonymous(), actor },
      { before: { a: 1 }, after: { a: 2 }, details: { a: 2, password: "x" } },
    );
    await write(system, { action: "run.finish" });
    await write(anonymous(), { action: "run.knock", outcome: "UNAUTHENTICATED" });
    await deps.database.client.user.update({ where: { id: userId }, data: { name: "renamed" } });
    const { entries } = await list({ resource: "run" });
    expect(
      entries.map(({ actor, actorName, action, outcome }) => ({ actor, actorName, action, outcome })),
    ).toEqual([
      { actor: "anonymous", actorName: "anonymous", action: "run.knock", outcome: "UNAUTHENTICATED" },
      { actor: "system:test", actorName: "system:test", action: "run.finish", outcome: "ok" },
      { actor: `user:${userId}`, actorName: "founder", action: "run.create", outcome: "ok" },
    ]);
    expect(entries[2]).toMatchObject({
      tokenId,
      details: { a: 2 },
      beforeDigest: auditDigest({ a: 1 }),
      afterDigest: auditDigest({ a: 2 }),
      requestId: "request-1",
      ip: "192.0.2.1",
      userAgent: "test",
    });
  });

  test("a change that is rolled back leaves no entry", async () => {
    const { deps, list, namespaceId } = await open();
    const before = (await list()).entries.length;
    const failed = deps.database.transaction(async (tx) => {
      recordAudit(tx, system, {
        at: deps.clock.now(),
        namespaceId,
        action: "run.create",
        resource: "run",
        resourceId: null,
      });
      throw new Error("no");
    });
    await expect(failed).rejects.toThrow("no");
    expect((await list()).entries).toHaveLength(before);
  });

  test("each filter finds what it names, and together they narrow", async () => {
    const { deps, founder, write, find } = await open();
    await write(founder.context, { action: "run.create", resourceId: "r1" });
    await deps.clock.advance(1000);
    const later = deps.clock.now();
    await write(system, {
      action: "run.cancel",
      resourceId: "r2",
      details: { reason: "100%_sure \\ Ünïcode 中文" },
    });
    await write(anonymous(), { action: "dataset.read", resource: "dataset", outcome: "FORBIDDEN" });
    expect(await find({ actor: "system:test" })).toEqual(["run.cancel"]);
    expect(await find({ action: "run." })).toEqual(["run.cancel", "run.create"]);
    expect(await find({ action: "run" })).toEqual([]);
    expect(await find({ resource: "dataset" })).toEqual(["dataset.read"]);
    expect(await find({ resourceId: "r2" })).toEqual(["run.cancel"]);
    expect(await find({ outcome: "refused" })).toEqual(["dataset.read"]);
    expect(await find({ outcome: "FORBIDDEN" })).toEqual(["dataset.read"]);
    expect(await find({ from: later, outcome: "ok" })).toEqual(["run.cancel"]);
    expect(await find({ to: later, resource: "run" })).toEqual(["run.create"]);
    for (const text of ["100%_sure", "SURE \\\\", "中文", "RUN.CANCEL"])
      expect(await find({ text })).toEqual(["run.cancel"]);
    expect(await find({ text: "%" })).toEqual(["run.cancel"]);
    expect(await find({ text: "founder", action: "run." })).toEqual(["run.create"]);
    expect(await find({ text: '\'; DROP TABLE "AuditEntry"; --' })).toEqual([]);
  });

  test("pages follow each other without gap or repetition while entries are added, however many share an instant", async () => {
    const { deps, write, list } = await open();
    for (let n = 0; n < 47; n++) {
      if (n % 10 === 0) await deps.clock.advance(1);
      await write(system, { resourceId: `r${n}` });
    }
    const seen: AuditEntryView[] = [];
    let after: string | null = null;
    do {
      const page: Awaited<ReturnType<typeof list>> = await list({ resource: "run" }, { first: 10, after });
      seen.push(...page.entries);
      after = page.next;
      await write(system, { resourceId: "late" });
    } while (after);
    expect(new Set(seen.map(({ id }) => id)).size).toBe(47);
    expect(seen.map(({ resourceId }) => resourceId)).toEqual(
      Array.from({ length: 47 }, (_, n) => `r${46 - n}`),
    );
    for (const cursor of ["", "x", Buffer.from("1 ").toString("base64url"), "%%%"])
      if (cursor) await expect(list({}, { after: cursor })).rejects.toMatchObject({ code: "BAD_USER_INPUT" });
    expect((await list({}, { first: 100_000 })).entries.length).toBeLessThanOrEqual(100);
  });

  test("a namespace's audit is for its admins, the instance's for its administrators", async () => {
    const { deps, founder, namespaceId, write } = await open();
    await write(system);
    const editor = await memberOf(deps, namespaceId, "editor", "editor");
    const stranger = await person(deps, "stranger");
    const read = (context: Context, id: string | null) => listAudit(deps, context, { namespaceId: id });
    await expect(read(editor.context, namespaceId)).rejects.toMatchObject({ code: "FORBIDDEN" });
    await expect(read(stranger.context, namespaceId)).rejects.toMatchObject({ code: "NOT_FOUND" });
    await expect(read(stranger.context, null)).rejects.toMatchObject({ code: "FORBIDDEN" });
    const own = await read(founder.context, namespaceId);
    expect(own.entries.every((entry) => entry.namespaceId === namespaceId)).toBe(true);
    const all = await read(founder.context, null);
    expect(all.entries.length).toBeGreaterThan(own.entries.length);
  });

  test("an export has every entry, is harmless in a spreadsheet, and is itself audited", async () => {
    const { deps, founder, namespaceId, write, find } = await open();
    await write(system, { resourceId: '=HYPERLINK("http://evil")' });
    await write({ ...system, userAgent: '\t@SUM(A1)\r\n, with "quotes" and 中文' });
    await write(system, { resourceId: "-2+3" });
    const bulk = Array.from({ length: 2_100 }, (_, n) => `b${n}`);
    await deps.database.transaction(async (tx) => {
      for (const resourceId of bulk)
        recordAudit(tx, system, {
          at: deps.clock.now(),
          namespaceId,
          action: "bulk",
          resource: "bulk",
          resourceId,
        });
    });
    const read = async (format: "csv" | "ndjson", filter = {}) => {
      const file = await exportAudit(deps, founder.context, { namespaceId, filter, format });
      let text = "";
      for await (const chunk of file.chunks) text += chunk;
      return { ...file, text };
    };
    const csv = await read("csv", { resource: "run" });
    expect(csv).toMatchObject({ fileName: "audit-2026-01-01.csv", contentType: "text/csv; charset=utf-8" });
    expect(csv.text).toContain(`"'=HYPERLINK(""http://evil"")"`);
    expect(csv.text).toContain(`"'\t@SUM(A1)\r\n, with ""quotes"" and 中文"`);
    expect(csv.text).toContain(",'-2+3,");
    expect(csv.text).toMatch(/^\uFEFFat,namespaceId,actor,/);
    const lines = (await read("ndjson", { resource: "bulk" })).text.trimEnd().split("\n");
    expect(lines.map((line) => JSON.parse(line).resourceId).sort()).toEqual(bulk.sort());
    expect(await find({ action: "audit.export" })).toHaveLength(2);
    const editor = await memberOf(deps, namespaceId, "editor", "editor");
    const refused = exportAudit(deps, editor.context, { namespaceId, format: "csv" });
    await expect(refused).rejects.toMatchObject({ code: "FORBIDDEN" });
  });

  test("the sweep removes what can never count again, a month later, and no audit", async () => {
    const { deps, founder } = await open();
    await createToken(deps, founder.context, { name: "short", scopes: ["run:read"], expiresInDays: 1 });
    await createToken(deps, founder.context, {
      name: "long",
      scopes: ["run:read"],
      expiresInDays: 100,
    });
    const entries = await deps.database.client.auditEntry.count();
    await deps.clock.advance(31 * 86_400_000);
    expect(await sweepAccounts(deps)).toEqual({ sessions: 0, tokens: 0, invitations: 0 });
    await deps.clock.advance(7 * 86_400_000);
    expect(await sweepAccounts(deps)).toEqual({ sessions: 1, tokens: 1, invitations: 0 });
    expect((await deps.database.client.accessToken.findMany()).map(({ name }) => name)).toEqual(["long"]);
    expect(await deps.database.client.auditEntry.count()).toBe(entries);
  });
});
