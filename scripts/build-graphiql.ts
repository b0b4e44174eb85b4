/**
 * Bundles GraphiQL, with its editor and workers, into public/graphiql: everything that /graphiql needs comes from this
 * server. Next.js does not bundle it: its build would take twice as long for one page.
 */
import { rmSync } from "node:fs";
import { build } from "esbuild";

const folder = "public/graphiql";

rmSync(folder, { recursive: true, force: true });
await build({
  entryPoints: [
    { in: "app/graphiql/_browser/main.tsx", out: "main" },
    { in: "monaco-editor/esm/vs/editor/editor.worker.js", out: "editor.worker" },
    { in: "monaco-editor/esm/vs/language/json/json.worker.js", out: "json.worker" },
    { in: "monaco-graphql/esm/graphql.worker.js", out: "graphql.worker" },
  ],
  outdir: folder,
  bundle: true,
  splitting: true,
  minify: true,
  format: "esm",
  target: "es2022",
  jsx: "automatic",
  define: { "process.env.NODE_ENV": '"production"' },
  loader: { ".ttf": "file" },
  logLevel: "warning",
});
