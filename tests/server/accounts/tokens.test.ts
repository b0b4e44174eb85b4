import { expect, test } from "vitest";
import { createNamespace } from "../../../server/accounts/namespaces/create-namespace";
import { createToken } from "../../../server/accounts/tokens/create-token";
import { listTokens } from "../../../server/accounts/tokens/list-tokens";
import { revokeToken } from "../../../server/accounts/tokens/revoke-token";
import { onEachDatabase } from "../../support/database";
import { accountsOn, anonymous, firstPerson, person } from "./people";

onEachDatabase("access tokens", (databases) => {
  const open = async () => {
    const deps = accountsOn(await databases.open());
    return { deps, founder: await firstPerson(deps) };
  };
  const asked = { name: "ci", scopes: ["run:create", "run:read"] };

  test("a token is shown once, kept as a hash, and listed by its last characters", async () => {
    const { deps, founder } = await open();
    const { token, tokenId } = await createToken(deps, founder.context, { ...asked, expiresInDays: 30 });
    expect(token).toMatch(/^sbx_/);
    const listed = await listTokens(deps, founder.context);
    expect(listed).toMatchObject([
      {
        id: tokenId,
        name: "ci",
        hint: token?.slice(-4),
        scopes: ["run:read", "run:create"],
        namespaceId: null,
        expiresAt: new Date(deps.clock.now().getTime() + 30 * 86_400_000),
        expired: false,
      },
    ]);
    const stored = JSON.stringify([
      await deps.database.client.accessToken.findMany(),
      await deps.database.client.auditEntry.findMany(),
    ]);
    expect(stored).toContain("token.create");
    expect(stored).not.toContain(token);
  });

  test("a repeated call makes no second token and does not show the first one again", async () => {
    const { deps, founder } = await open();
    const ask = () => createToken(deps, founder.context, { ...asked, idempotencyKey: "k" });
    const first = await ask();
    expect(await ask()).toEqual({ tokenId: first.tokenId, token: null });
    expect(await listTokens(deps, founder.context)).toHaveLength(1);
    expect(JSON.stringify(await deps.database.client.idempotencyKey.findMany())).not.toContain(first.token);
  });

  test("unknown scopes, none, no name and odd life times are refused", async () => {
    const { deps, founder } = await open();
    const wrong = [
      { ...asked, scopes: ["run:create", "everything"] },
      { ...asked, scopes: ["constructor"] },
      { ...asked, scopes: [] },
      { ...asked, name: " " },
      { ...asked, name: "x".repeat(81) },
      { ...asked, name: "two\nlines" },
      { ...asked, name: "zero\0" },
      { ...asked, expiresInDays: 0 },
      { ...asked, expiresInDays: 1.5 },
      { ...asked, expiresInDays: 367 },
    ];
    for (const input of wrong)
      await expect(createToken(deps, founder.context, input)).rejects.toMatchObject({
        code: "BAD_USER_INPUT",
      });
    expect(await listTokens(deps, founder.context)).toEqual([]);
  });

  test("a token for a namespace of others is refused as if it did not exist", async () => {
    const { deps, founder } = await open();
    const other = await person(deps, "other");
    const { namespaceId } = await createNamespace(deps, other.context, { name: "Theirs" });
    for (const id of [namespaceId, "not-there"])
      await expect(createToken(deps, founder.context, { ...asked, namespaceId: id })).rejects.toMatchObject({
        code: "NOT_FOUND",
      });
  });

  test("a token makes, lists and revokes no tokens", async () => {
    const { deps, founder } = await open();
    const { tokenId } = await createToken(deps, founder.context, asked);
    const { userId } = founder;
    const actor = { kind: "token", userId, tokenId, namespaceId: null, scopes: asked.scopes } as const;
    const context = { ...anonymous(), actor };
    const forbidden = { code: "FORBIDDEN" };
    await expect(createToken(deps, context, asked)).rejects.toMatchObject(forbidden);
    await expect(listTokens(deps, context)).rejects.toMatchObject(forbidden);
    await expect(revokeToken(deps, context, { tokenId })).rejects.toMatchObject(forbidden);
  });

  test("tokens are their owner's to revoke, and nobody else's to know of", async () => {
    const { deps, founder } = await open();
    const other = await person(deps, "other");
    const { tokenId } = await createToken(deps, founder.context, asked);
    for (const id of [tokenId, "not-there"])
      await expect(revokeToken(deps, other.context, { tokenId: id })).rejects.toMatchObject({
        message: `No access token "${id}" here.`,
      });
    await revokeToken(deps, founder.context, { tokenId });
    await revokeToken(deps, founder.context, { tokenId });
    expect(await listTokens(deps, founder.context)).toEqual([]);
    expect(await deps.database.client.auditEntry.count({ where: { action: "token.revoke" } })).toBe(1);
  });

  test("nobody piles up tokens without end; expired ones do not count", async () => {
    const { deps, founder } = await open();
    const { userId } = founder;
    const now = deps.clock.now();
    await deps.database.client.accessToken.createMany({
      data: Array.from({ length: 100 }, (_, n) => ({
        id: `t${n}`,
        userId,
        name: "old",
        hash: `h${n}`,
        hint: "xxxx",
        scopes: "[]",
        createdAt: now,
        expiresAt: new Date(now.getTime() + 1000),
      })),
    });
    await expect(createToken(deps, founder.context, asked)).rejects.toMatchObject({ code: "LIMIT_EXCEEDED" });
    await deps.clock.advance(1000);
    await createToken(deps, founder.context, asked);
  });
});
