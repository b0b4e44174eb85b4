/** The production build: the server and its workers by esbuild, the console by Next.js, GraphiQL beside it. `-- server` builds only the first. */
import { execFileSync } from "node:child_process";
import { readdirSync, rmSync } from "node:fs";
import { basename, join } from "node:path";
import { build } from "esbuild";

rmSync("dist", { recursive: true, force: true });

const workers = readdirSync("server", { recursive: true, encoding: "utf8" })
  .filter((file) => file.endsWith(".worker.ts"))
  .map((file) => join("server", file));

await build({
  entryPoints: [
    { in: "server/main.ts", out: "main" },
    ...workers.map((file) => ({ in: file, out: `workers/${basename(file, ".ts")}` })),
  ],
  outdir: "dist/server",
  bundle: true,
  platform: "node",
  format: "esm",
  target: "node20",
  packages: "external",
  sourcemap: "linked",
  logLevel: "warning",
});

if (!process.argv.includes("server")) {
  await import("./build-graphiql");
  execFileSync(process.execPath, ["node_modules/next/dist/bin/next", "build"], {
    stdio: "inherit",
    env: { ...process.env, NODE_ENV: "production", NEXT_TELEMETRY_DISABLED: "1" },
  });
}
