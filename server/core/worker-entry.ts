import { createHash } from "node:crypto";
import { mkdirSync, renameSync, writeFileSync } from "node:fs";
import { createRequire } from "node:module";
import { basename, join } from "node:path";
import { fileURLToPath } from "node:url";

const bundled = new Map<string, string>();

/**
 * Where a worker thread's code is, and the flags it needs: `dist/server/workers/<name>.js` when compiled; in development
 * and tests a bundle of the TypeScript source, made on the spot as the build would make it.
 * @param source the worker's own file, as `new URL("./x.worker.ts", import.meta.url)`.
 */
export function workerEntry(source: URL): { file: string; execArgv: string[] } {
  const name = basename(source.pathname, ".ts");
  const compiled = import.meta.url.endsWith(".js");
  if (compiled)
    return { file: fileURLToPath(new URL(`./workers/${name}.js`, import.meta.url)), execArgv: [] };
  const file = bundled.get(source.href) ?? bundle(fileURLToPath(source), name);
  bundled.set(source.href, file);
  return { file, execArgv: [] };
}

/** On Node 20 tsx's hooks do not reach worker threads, and starting them there would cost each thread 200 ms. */
function bundle(source: string, name: string): string {
  const require = createRequire(import.meta.url);
  const esbuild: typeof import("esbuild") = require("esbuild");
  const [output] = esbuild.buildSync({
    entryPoints: [source],
    bundle: true,
    packages: "external",
    platform: "node",
    format: "esm",
    target: "node20",
    sourcemap: "inline",
    write: false,
  }).outputFiles;
  if (!output) throw new Error(`esbuild made nothing of ${source}.`);
  const folder = fileURLToPath(new URL("../../node_modules/.cache/signalbox-workers", import.meta.url));
  const hash = createHash("sha256").update(output.contents).digest("hex").slice(0, 16);
  const file = join(folder, `${name}-${hash}.mjs`);
  mkdirSync(folder, { recursive: true });
  writeFileSync(`${file}.${process.pid}`, output.contents);
  renameSync(`${file}.${process.pid}`, file);
  return file;
}
