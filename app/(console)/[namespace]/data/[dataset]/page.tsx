import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { cache } from "react";
import { execute } from "../../../../_lib/execute";
import { offsetOf, type SearchParams } from "../../../../_lib/page-params";
import { getNamespace } from "../../../../_lib/viewer";
import { DatasetQuery, ROWS_SHOWN } from "./dataset-query";
import { DatasetView } from "./dataset-view";

interface DatasetPageProps {
  params: Promise<{ namespace: string; dataset: string }>;
  searchParams: SearchParams;
}

const load = cache(async (id: string, offset: number) => {
  const { dataset } = await execute(DatasetQuery, { id, offset, limit: ROWS_SHOWN });
  return dataset ?? notFound();
});

export async function generateMetadata({ params, searchParams }: DatasetPageProps): Promise<Metadata> {
  const { name } = await load((await params).dataset, offsetOf(await searchParams));
  return { title: name };
}

export default async function DatasetPage({ params, searchParams }: DatasetPageProps) {
  const { namespace, dataset: id } = await params;
  const offset = offsetOf(await searchParams);
  const dataset = await load(id, offset);
  return <DatasetView namespace={await getNamespace(namespace)} dataset={dataset} offset={offset} />;
}
