import type { ApiClient } from "../support/api-client";

interface UserError {
  readonly message: string;
}

/** Three steps, of which the middle one takes a while in the sandbox: a kill meets runs at every point. */
const document = `
operations:
  - name: begin
    type: code_map
    code: |
      function transform(doc) { return { rows: Array.from({ length: 20 }, (_, i) => ({ i })) }; }
  - name: spread
    type: unnest
    unnest_key: rows
  - name: work
    type: code_map
    code: |
      function fibo(n) { return n < 2 ? n : fibo(n - 1) + fibo(n - 2); }
      function transform(doc) { return { value: fibo(18) }; }
pipeline:
  steps:
    - name: all
      operations: [begin, spread, work]
`;

export async function createPipeline(client: ApiClient, namespace: string, name: string): Promise<string> {
  const { createPipeline } = await client.query<{
    createPipeline: { pipeline: { id: string } | null; errors: UserError[] };
  }>(
    `mutation($namespace: String!, $name: String!, $document: String!) {
      createPipeline(namespace: $namespace, name: $name, document: $document, idempotencyKey: $name) { pipeline { id } errors { message } }
    }`,
    { namespace, name, document },
  );
  if (!createPipeline.pipeline)
    throw Object.assign(new Error(createPipeline.errors[0]?.message), { code: "REFUSED" });
  return createPipeline.pipeline.id;
}

export async function runPipeline(client: ApiClient, pipelineId: string): Promise<string> {
  const { runPipeline } = await client.query<{
    runPipeline: { run: { id: string } | null; errors: UserError[] };
  }>(
    `mutation($pipelineId: ID!) { runPipeline(pipelineId: $pipelineId) { run { id } errors { message } } }`,
    { pipelineId },
  );
  if (!runPipeline.run) throw Object.assign(new Error(runPipeline.errors[0]?.message), { code: "REFUSED" });
  return runPipeline.run.id;
}

export async function uploadCsv(
  { address, token }: ApiClient,
  namespace: string,
  name: string,
): Promise<string> {
  const rows = Array.from({ length: 200 }, (_, i) => `${i},row ${i},${i / 7}`).join("\n");
  const form = new FormData();
  form.set("name", name);
  form.set("file", new Blob([`id,label,value\n${rows}\n`]), `${name}.csv`);
  const response = await fetch(`${address}/uploads/datasets?namespace=${namespace}`, {
    method: "POST",
    headers: { authorization: `Bearer ${token}` },
    body: form,
  });
  const answer = (await response.json()) as { id: string; message?: string };
  if (!response.ok) throw Object.assign(new Error(answer.message), { code: "REFUSED" });
  return answer.id;
}
