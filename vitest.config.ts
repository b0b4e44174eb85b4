import { existsSync, readdirSync, readFileSync } from "node:fs";
import { dirname, join } from "node:path";
import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

const support = join("tests", "support");

/** Journeys through a browser are Playwright's. */
const all = readdirSync("tests", { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".test.ts") && !file.startsWith("e2e"))
  .map((file) => join("tests", file));
/** Who takes nothing from tests/support, not even by a file beside it, needs no database and no server. */
const fast = all.filter((file) => !reachesSupport(file, new Set()));

export default defineConfig({
  // Vite prefers the module build, Node and the libraries load the other one: two copies know nothing of each other.
  resolve: {
    alias: [{ find: /^graphql$/, replacement: fileURLToPath(import.meta.resolve("graphql")) }],
  },
  test: {
    pool: "forks",
    testTimeout: 30_000,
    hookTimeout: 60_000,
    // Without `--project` both run.
    projects: [
      { extends: true, test: { name: "fast", include: fast } },
      {
        extends: true,
        test: {
          name: "full",
          include: ["tests/**/*.test.ts"],
          exclude: ["tests/e2e/**", ...fast],
          globalSetup: ["tests/support/global-setup.ts"],
        },
      },
    ],
  },
});

function reachesSupport(file: string, seen: Set<string>): boolean {
  if (seen.has(file)) return false;
  seen.add(file);
  const targets = [...readFileSync(file, "utf8").matchAll(/\bfrom "(\.[^"]+)"/g)].map(([, target = ""]) =>
    join(dirname(file), target),
  );
  if (targets.some((target) => dirname(target) === support)) return true;
  const beside = targets.map((target) => `${target}.ts`);
  return beside.some((path) => path.startsWith("tests") && existsSync(path) && reachesSupport(path, seen));
}
