import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cache } from "react";
import { execute } from "../../../../_lib/execute";
import { offsetOf, oneOf, type SearchParams } from "../../../../_lib/page-params";
import { getNamespace } from "../../../../_lib/viewer";
import { PipelineQuery, VocabularyQuery } from "../pipeline-query";
import { Workbench } from "./workbench";

interface PipelinePageProps {
  params: Promise<{ namespace: string; pipeline: string }>;
  searchParams: SearchParams;
}

const load = cache(async (id: string) => (await execute(PipelineQuery, { id })).pipeline ?? notFound());

export async function generateMetadata({ params }: PipelinePageProps): Promise<Metadata> {
  return { title: (await load((await params).pipeline)).name };
}

/** A pipeline in its editor; `run` in the address is the run shown below it, `line` where the cursor begins. */
export default async function PipelinePage({ params, searchParams }: PipelinePageProps) {
  const { namespace: slug, pipeline: id } = await params;
  const namespace = await getNamespace(slug);
  const [pipeline, vocabulary] = [await load(id), await execute(VocabularyQuery, { namespace: slug })];
  const search = await searchParams;
  return (
    <Workbench
      key={id}
      namespace={namespace}
      pipeline={pipeline}
      vocabulary={vocabulary}
      initialRun={oneOf(search, "run")}
      initialLine={offsetOf(search, "line")}
    />
  );
}
