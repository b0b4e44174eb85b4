import { setTimeout as sleep } from "node:timers/promises";
import { expect, test } from "vitest";
import { createLogger, withLogFields } from "../../../server/core/logger";

function recordedLogger() {
  const lines: Record<string, unknown>[] = [];
  const destination = { write: (line: string) => void lines.push(JSON.parse(line)) };
  return { lines, logger: createLogger({ level: "info", destination }) };
}

test("lines carry the fields of the work they are logged in, and of no other", async () => {
  const { lines, logger } = recordedLogger();
  await withLogFields({ jobId: "a", tenantId: "t" }, async () => {
    logger.info("first");
    // As a worker does that claims the next job while it settles this one.
    const next = withLogFields({ jobId: "b" }, async () => {
      await sleep(1);
      logger.info("second");
    });
    await next;
    logger.info("third");
  });
  logger.info("outside");
  const fields = lines.map(({ jobId, tenantId }) => [jobId, tenantId]);
  expect(fields).toEqual([
    ["a", "t"],
    ["b", undefined],
    ["a", "t"],
    [undefined, undefined],
  ]);
});

test("secrets are left out, at the top and one level down", () => {
  const { lines, logger } = recordedLogger();
  logger.info({ password: "p", headers: { authorization: "Bearer x", cookie: "c", host: "h" } }, "asked");
  expect(lines[0]).toMatchObject({ msg: "asked", headers: { host: "h" } });
  expect(JSON.stringify(lines)).not.toMatch(/"p"|Bearer|cookie/);
});
