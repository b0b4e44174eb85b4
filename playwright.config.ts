import { defineConfig } from "@playwright/test";
import { findChromium } from "./tests/support/chromium";

const port = Number(process.env.E2E_PORT ?? 38_411);
/** Set to test a server that runs already, for example the one of `npm run dev`. */
const running = process.env.E2E_BASE_URL;

/** Journeys of a person in a real browser against the built server, once in each language. */
export default defineConfig({
  testDir: "tests/e2e",
  // The journeys share one fresh server, whose first account the first of them makes.
  workers: 1,
  fullyParallel: false,
  timeout: 180_000,
  expect: { timeout: 20_000 },
  reporter: [
    ["list"],
    ["json", { outputFile: process.env.PLAYWRIGHT_JSON_OUTPUT_NAME ?? "test-results/journeys.json" }],
  ],
  use: {
    baseURL: running ?? `http://127.0.0.1:${port}`,
    launchOptions: await findChromium(),
    screenshot: "only-on-failure",
    trace: "retain-on-failure",
    timezoneId: "Asia/Shanghai",
    viewport: { width: 1280, height: 900 },
  },
  projects: [
    { name: "en", use: { locale: "en-US" } },
    { name: "zh-CN", use: { locale: "zh-CN" }, dependencies: ["en"] },
  ],
  webServer: running
    ? undefined
    : {
        command: `node tests/support/e2e-server.mjs ${port}`,
        url: `http://127.0.0.1:${port}/readyz`,
        timeout: 60_000,
        stdout: "ignore",
        stderr: "pipe",
        gracefulShutdown: { signal: "SIGTERM", timeout: 5_000 },
      },
});
