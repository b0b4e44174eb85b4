import { openAsBlob } from "node:fs";
import { join } from "node:path";
import { setTimeout as sleep } from "node:timers/promises";
import type { DemoAccount } from "./account";

const folder = "node_modules/vega-datasets/data";
const files = [
  "cars.json",
  "movies.json",
  "seattle-weather.csv",
  "gapminder.json",
  "airports.csv",
  "penguins.json",
];

interface Imported {
  readonly id: string;
  readonly name: string;
  readonly status: string;
  readonly rowCount: number | null;
  readonly error: { readonly message: string } | null;
}

/** Uploads what is not there yet, and waits until every table can be read. */
export async function seedDatasets(account: DemoAccount): Promise<void> {
  const present = new Set((await datasets(account)).map(({ name }) => name));
  for (const file of files) if (!present.has(nameOf(file))) await upload(account, file);
  for (;;) {
    const all = await datasets(account);
    const failed = all.find(({ status }) => status === "FAILED");
    if (failed) throw new Error(`Importing ${failed.name} failed: ${failed.error?.message}`);
    if (all.every(({ status }) => status === "READY" || status === "CANCELLED")) {
      for (const { name, rowCount } of all) console.log(`   ${name}: ${rowCount} rows`);
      return;
    }
    await sleep(100);
  }
}

const nameOf = (file: string): string => file.replace(/\.\w+$/, "");

async function upload({ address, cookie, namespace }: DemoAccount, file: string): Promise<void> {
  const form = new FormData();
  form.set("name", nameOf(file));
  form.set("source", "vega-datasets, https://github.com/vega/vega-datasets");
  form.set("file", await openAsBlob(join(folder, file)), file);
  const response = await fetch(`${address}/uploads/datasets?namespace=${namespace}`, {
    method: "POST",
    headers: { cookie, origin: address },
    body: form,
  });
  if (!response.ok) throw new Error(`Uploading ${file} was refused: ${await response.text()}`);
}

async function datasets({ graphql, namespace }: DemoAccount): Promise<Imported[]> {
  const { datasets: page } = await graphql<{ datasets: { edges: { node: Imported }[] } }>(
    `query($namespace: String!) { datasets(namespace: $namespace, first: 100) { edges { node { id name status rowCount error { message } } } } }`,
    { namespace },
  );
  return page.edges.map(({ node }) => node);
}
