import { expect, test } from "vitest";
import { sqlite } from "../support/database";
import { startServer } from "../support/server";

const database = sqlite();

test("addresses that are not encoded correctly are the caller's fault, whatever they lead to", async () => {
  const { address } = await startServer(await database.create());
  for (const path of ["/downloads/datasets/%", "/%zz", "/downloads/datasets/%ff?as=raw"]) {
    const response = await fetch(address + path);
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code: "BAD_USER_INPUT" });
  }
});

test("a date of the audit's export that is none is told as such", async () => {
  const { address } = await startServer(await database.create());
  const response = await fetch(`${address}/downloads/audit?from=yesterday`);
  expect(response.status).toBe(400);
  expect(await response.json()).toMatchObject({
    problems: [{ path: ["from"], message: expect.stringContaining("2026-01-31T09:30:00Z") }],
  });
});
