import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterAll, describe, expect, test } from "vitest";
import { readEnv } from "../../server/env";

const folder = mkdtempSync(join(tmpdir(), "signalbox-env-"));
afterAll(() => rmSync(folder, { recursive: true, force: true }));
const envWith = (given: Record<string, string>) => readEnv({ DATA_DIR: folder, ...given });

describe("settings", () => {
  test("GraphiQL is on outside production unless told otherwise", () => {
    expect(envWith({}).graphiql).toBe(true);
    expect(envWith({ GRAPHIQL: "false" }).graphiql).toBe(false);
    expect(envWith({ NODE_ENV: "production" }).graphiql).toBe(false);
    expect(envWith({ NODE_ENV: "production", GRAPHIQL: "1" }).graphiql).toBe(true);
  });

  test("an empty variable counts as an unset one", () => {
    expect(envWith({ PORT: "", CONSOLE: "" })).toMatchObject({ port: 3000, console: true });
  });

  test("every wrong setting is told at once", () => {
    const wrong = () => envWith({ PORT: "many", REGISTRATION: "maybe", CONSOLE: "yes" });
    expect(wrong).toThrowError(
      expect.objectContaining({
        code: "BAD_USER_INPUT",
        problems: ["PORT", "REGISTRATION", "CONSOLE"].map((name) =>
          expect.objectContaining({ path: [name] }),
        ),
      }),
    );
  });

  test("the secret that was made is kept", () => {
    const { authSecret } = envWith({});
    expect(authSecret.length).toBeGreaterThanOrEqual(32);
    expect(envWith({}).authSecret).toBe(authSecret);
    expect(envWith({ AUTH_SECRET: "x".repeat(32) }).authSecret).toBe("x".repeat(32));
  });
});
