import type { Metadata } from "next";
import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { execute } from "../../../_lib/execute";
import { oneOf, type SearchParams } from "../../../_lib/page-params";
import { getNamespace } from "../../../_lib/viewer";
import { ExecuteStart } from "./execute-start";
import { VocabularyQuery } from "./pipeline-query";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("execute"))("title") };
}

interface ExecutePageProps {
  params: Promise<{ namespace: string }>;
  searchParams: SearchParams;
}

/** Leads to the newest pipeline; where there is none, or `dataset` asks for one that reads it, to a new one. */
export default async function ExecutePage({ params, searchParams }: ExecutePageProps) {
  const namespace = await getNamespace((await params).namespace);
  const dataset = oneOf(await searchParams, "dataset");
  const { pipelines, datasets } = await execute(VocabularyQuery, { namespace: namespace.slug });
  const newest = pipelines.edges[0]?.node;
  if (newest && !dataset) redirect(`/${namespace.slug}/execute/${newest.id}`);
  return (
    <ExecuteStart
      namespace={namespace}
      datasets={datasets.edges.map(({ node }) => node.name)}
      dataset={dataset}
    />
  );
}
