import { fileURLToPath } from "node:url";
import { defineConfig } from "vitest/config";

export default defineConfig({
  // Vite prefers the module build, Node and the libraries load the other one: two copies know nothing of each other.
  resolve: {
    alias: [{ find: /^graphql$/, replacement: fileURLToPath(import.meta.resolve("graphql")) }],
  },
  test: {
    include: [
      "tests/server/**/*.test.ts",
      "tests/graphql/**/*.test.ts",
      "tests/app/**/*.test.ts",
      "tests/*.test.ts",
      "tests/crash/**/*.test.ts",
    ],
    globalSetup: ["tests/support/global-setup.ts"],
    pool: "forks",
    testTimeout: 30_000,
    hookTimeout: 60_000,
  },
});
