import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { execute } from "../../../_lib/execute";
import { oneOf, type SearchParams } from "../../../_lib/page-params";
import { getNamespace } from "../../../_lib/viewer";
import { RunList } from "./run-list";
import { RunsQuery } from "./runs-query";
import { windowStart } from "./time-windows";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("runs"))("title") };
}

interface RunsPageProps {
  params: Promise<{ namespace: string }>;
  searchParams: SearchParams;
}

export default async function RunsPage({ params, searchParams }: RunsPageProps) {
  const namespace = await getNamespace((await params).namespace);
  const search = await searchParams;
  const status = oneOf(search, "status");
  const page = await execute(RunsQuery, {
    namespace: namespace.slug,
    after: oneOf(search, "after"),
    filter: {
      status: status ? [status] : null,
      pipelineId: oneOf(search, "pipeline"),
      createdById: oneOf(search, "user"),
      from: windowStart(oneOf(search, "time"), new Date()),
    },
  });
  return <RunList namespace={namespace} page={page} />;
}
