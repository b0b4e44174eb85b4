import { expect, test } from "vitest";
import { openDatabase } from "../../../server/db";
import { sqlite } from "../../support/database";

const databases = sqlite();

test("a transaction that SQLite ended by itself, as for a full disk, fails with the error that did it", async () => {
  const database = await openDatabase(await databases.create());
  const stream = { id: "a", kind: "test", createdAt: new Date() };
  const failing = database.transaction(async (tx) => {
    await tx.client.stream.create({ data: stream });
    await tx.client.$executeRawUnsafe("ROLLBACK");
    throw new Error("database or disk is full");
  });
  await expect(failing).rejects.toThrow("database or disk is full");
  await database.transaction((tx) => tx.client.stream.create({ data: stream }));
  expect(await database.client.stream.count()).toBe(1);
  await database.close();
});
