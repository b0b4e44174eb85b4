import { fileURLToPath } from "node:url";

/**
 * Where a worker thread's code is, and the flags it needs: `dist/server/workers/<name>.js` when compiled, the
 * TypeScript source through tsx in development and tests.
 * @param source the worker's own file, as `new URL("./x.worker.ts", import.meta.url)`.
 */
export function workerEntry(source: URL): { file: string; execArgv: string[] } {
  const compiled = import.meta.url.endsWith(".js");
  if (!compiled) return { file: fileURLToPath(source), execArgv: ["--import", "tsx"] };
  const name = source.pathname.split("/").pop()?.replace(/\.ts$/, ".js") ?? "";
  return { file: fileURLToPath(new URL(`./workers/${name}`, import.meta.url)), execArgv: [] };
}
