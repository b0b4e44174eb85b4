/** Monaco's language services run in workers, built beside this file by scripts/build-graphiql.ts. */
const files: Record<string, string> = { json: "json.worker.js", graphql: "graphql.worker.js" };

(globalThis as { MonacoEnvironment?: unknown }).MonacoEnvironment = {
  getWorker: (_id: string, label: string) =>
    new Worker(`/graphiql/${files[label] ?? "editor.worker.js"}`, { type: "module" }),
};
