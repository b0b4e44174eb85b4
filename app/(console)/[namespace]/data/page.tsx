import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { execute } from "../../../_lib/execute";
import { oneOf, type SearchParams } from "../../../_lib/page-params";
import { getNamespace } from "../../../_lib/viewer";
import { DatasetList } from "./dataset-list";
import { DatasetsQuery } from "./datasets-query";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("data"))("title") };
}

interface DataPageProps {
  params: Promise<{ namespace: string }>;
  searchParams: SearchParams;
}

export default async function DataPage({ params, searchParams }: DataPageProps) {
  const namespace = await getNamespace((await params).namespace);
  const search = await searchParams;
  const { datasets } = await execute(DatasetsQuery, {
    namespace: namespace.slug,
    after: oneOf(search, "after"),
    origin: oneOf(search, "origin"),
    search: oneOf(search, "q"),
    tag: oneOf(search, "tag"),
  });
  return <DatasetList namespace={namespace} datasets={datasets} />;
}
