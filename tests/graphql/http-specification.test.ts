import { serverAudits } from "graphql-http";
import { beforeAll, describe, expect, test } from "vitest";
import { sqlite } from "../support/database";
import { startServer } from "../support/server";

describe("GraphQL over HTTP", () => {
  const database = sqlite();
  let url = "";

  beforeAll(async () => {
    url = `${(await startServer(await database.create())).address}/graphql`;
  });

  // The list of audits does not depend on the address; each is run against the real server.
  for (const audit of serverAudits({ url: () => url })) {
    test(`${audit.id} ${audit.name}`, async () => {
      const result = await audit.fn();
      const reason = "reason" in result ? result.reason : undefined;
      expect({ status: result.status, reason }).toEqual({ status: "ok", reason: undefined });
    });
  }
});
