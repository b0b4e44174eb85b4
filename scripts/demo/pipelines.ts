import { readdirSync, readFileSync } from "node:fs";
import { join } from "node:path";
import type { DemoAccount } from "./account";

const folder = "examples/pipelines";

export interface DemoPipeline {
  readonly id: string;
  readonly name: string;
}

/** Saves the example documents that are not there yet. */
export async function seedPipelines({ graphql, namespace }: DemoAccount): Promise<DemoPipeline[]> {
  const { pipelines } = await graphql<{ pipelines: { edges: { node: DemoPipeline }[] } }>(
    `query($namespace: String!) { pipelines(namespace: $namespace, first: 100) { edges { node { id name } } } }`,
    { namespace },
  );
  const known = new Map(pipelines.edges.map(({ node }) => [node.name, node]));
  const all: DemoPipeline[] = [];
  for (const file of readdirSync(folder)
    .filter((name) => name.endsWith(".yaml"))
    .sort()) {
    const name = file.replace(/\.yaml$/, "");
    const pipeline = known.get(name) ?? (await create(name, readFileSync(join(folder, file), "utf8")));
    console.log(`   ${pipeline.name}`);
    all.push(pipeline);
  }
  return all;

  async function create(name: string, document: string): Promise<DemoPipeline> {
    const { createPipeline } = await graphql<{
      createPipeline: { pipeline: DemoPipeline | null; errors: { message: string }[] };
    }>(
      `mutation($namespace: String!, $name: String!, $document: String!) {
        createPipeline(namespace: $namespace, name: $name, document: $document) { pipeline { id name } errors { message } }
      }`,
      { namespace, name, document },
    );
    if (!createPipeline.pipeline)
      throw new Error(createPipeline.errors.map(({ message }) => message).join(" "));
    return createPipeline.pipeline;
  }
}
