import { beforeAll, expect, test } from "vitest";
import { openWorld, type World } from "./api-world";

let world: World;
beforeAll(async () => {
  world = await openWorld();
});

test.each([
  ['after: "zzz"', "Invalid cursor"],
  ["first: -1", "non-negative"],
])("a page that cannot be (%s) is the caller's fault, and told", async (argument, message) => {
  const query = `{ runs(namespace: "ada-works", ${argument}) { edges { node { id } } } }`;
  const { body } = await world.ask(world.ada.token, query);
  expect(body).toMatchObject({
    errors: [{ message: expect.stringContaining(message), extensions: { code: "BAD_USER_INPUT" } }],
  });
});
