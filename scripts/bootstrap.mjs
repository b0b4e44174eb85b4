/**
 * The way in from a bare clone: `demo`, `test`, `build` and `verify` first bring the checkout to where they can run
 * (packages, generated clients, build), then do their work. Plain Node: nothing is installed yet when this starts.
 */
import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync, mkdirSync, readdirSync, readFileSync, statSync, writeFileSync } from "node:fs";
import { join } from "node:path";

process.env.NEXT_TELEMETRY_DISABLED = "1";

const [major, minor] = process.versions.node.split(".").map(Number);
if (major < 20 || (major === 20 && minor < 19)) {
  console.error(`Signalbox needs Node 20.19 or newer (22 or 24 recommended); this is ${process.version}.`);
  process.exit(1);
}

const node = process.execPath;
const tsx = ["node_modules/tsx/dist/cli.mjs"];

/** Runs a command to its end; its output is ours. Ends this process with its code when it fails. */
async function run(label, command, args, env = {}) {
  if (label) console.log(`\n── ${label}`);
  const code = await exitCode(command, args, env);
  if (code !== 0) process.exit(code);
}

function exitCode(command, args, env = {}) {
  return new Promise((resolve, reject) => {
    const child = spawn(command, args, { stdio: "inherit", env: { ...process.env, ...env } });
    const forward = (signal) => child.kill(signal);
    process.on("SIGINT", forward).on("SIGTERM", forward);
    child.once("error", reject);
    child.once("close", (code, signal) => resolve(code ?? (signal ? 1 : 0)));
  });
}

/** The digest of everything a step reads; the step is skipped while it is the one last recorded. */
function digestOf(paths) {
  const hash = createHash("sha256");
  const visit = (path) => {
    if (!existsSync(path)) return;
    if (!statSync(path).isDirectory()) {
      hash.update(path).update(readFileSync(path));
      return;
    }
    for (const name of readdirSync(path).sort()) {
      if (name !== "generated" && name !== "node_modules") visit(join(path, name));
    }
  };
  for (const path of paths) visit(path);
  return hash.digest("hex");
}

async function once(name, inputs, product, work) {
  const digest = digestOf(inputs);
  const stamp = join("node_modules", ".signalbox", name);
  if (existsSync(product) && existsSync(stamp) && readFileSync(stamp, "utf8") === digest) return;
  await work();
  mkdirSync(join("node_modules", ".signalbox"), { recursive: true });
  writeFileSync(stamp, digest);
}

async function prepare() {
  // Not `npm ci`: it refuses a lock file without the optional packages of every other platform, which registries that
  // mirror one platform cannot give. The versions are those of the lock file either way.
  await once("packages", ["package-lock.json"], "node_modules/tsx", () =>
    run("Installing packages (about two minutes the first time)", "npm", [
      "install",
      "--no-audit",
      "--no-fund",
    ]),
  );
  await once(
    "clients",
    ["prisma/models", "prisma/sqlite/schema.prisma", "prisma/postgresql/schema.prisma"],
    "prisma/sqlite/generated/client",
    () => run("Generating the database clients", node, [...tsx, "scripts/generate.ts"]),
  );
}

const build = () =>
  once(
    "build",
    [
      "app",
      "graphql",
      "server",
      "proxy.ts",
      "prisma/models",
      "package-lock.json",
      "next.config.js",
      "scripts/build.ts",
      "scripts/build-graphiql.ts",
    ],
    "dist/server/main.js",
    () => run("Building", node, [...tsx, "scripts/build.ts"]),
  );

const commands = {
  async demo() {
    await prepare();
    await build();
    await run("", node, [...tsx, "scripts/demo.ts", ...process.argv.slice(3)], { NODE_ENV: "production" });
  },
  async test() {
    await prepare();
    await build();
    await run("", node, [...tsx, "scripts/test.ts", ...process.argv.slice(3)]);
  },
  async build() {
    await prepare();
    if (process.argv.includes("server")) await run("", node, [...tsx, "scripts/build.ts", "server"]);
    else await build();
  },
  async verify() {
    await prepare();
    await run("", node, [...tsx, "scripts/verify.ts"]);
  },
};

const command = commands[process.argv[2]];
if (!command) {
  console.error(`Usage: node scripts/bootstrap.mjs ${Object.keys(commands).join("|")}`);
  process.exit(2);
}
await command();
