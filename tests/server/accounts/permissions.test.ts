import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { allows, isRole, permissions, permissionsOf, roles } from "../../../server/accounts/permissions";

test("who may do what, exhaustively", () => {
  const table = permissions
    .map(
      (permission) => `${permission} ${roles.map((role) => (allows(role, permission) ? "x" : "-")).join("")}`,
    )
    .join("\n");
  // Columns: viewer, operator, editor, admin. A change here is a change of what people may do.
  expect(table).toBe(
    `
dataset:read xxxx
dataset:write --xx
dataset:delete --xx
pipeline:read xxxx
pipeline:write --xx
pipeline:delete --xx
run:read xxxx
run:create -xxx
run:cancel -xxx
run:delete ---x
member:read xxxx
member:manage ---x
namespace:read xxxx
namespace:manage ---x
audit:read ---x
`.trim(),
  );
});

test("each role may do all that the one before it may, and more", () => {
  for (const [n, role] of roles.entries()) {
    const before = roles[n - 1];
    if (!before) continue;
    const mine = permissionsOf(role);
    expect(mine).toEqual(expect.arrayContaining(permissionsOf(before)));
    expect(mine.length).toBeGreaterThan(permissionsOf(before).length);
  }
  expect(permissionsOf("admin")).toEqual(permissions);
});

test("names that an object inherits are no roles", () => {
  for (const name of ["constructor", "toString", "__proto__", ""]) {
    expect(isRole(name)).toBe(false);
  }
});

test("the documented table is the one that is used", () => {
  const page = readFileSync(new URL("../../../docs/accounts.md", import.meta.url), "utf8");
  const documented = page.split("\n").filter((line) => /^\| `[a-z]+:[a-z]+` \|/.test(line));
  const used = permissions.map((permission) => {
    const cells = roles.map((role) => (allows(role, permission) ? " ✓ " : "  "));
    return `| \`${permission}\` |${cells.join("|")}|`;
  });
  expect(documented).toEqual(used);
});
