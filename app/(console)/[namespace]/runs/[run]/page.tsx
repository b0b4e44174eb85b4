import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { cache } from "react";
import { RunQuery } from "../../../../_components/run/run-query";
import { execute } from "../../../../_lib/execute";
import { getNamespace } from "../../../../_lib/viewer";
import { RunView } from "./run-view";

interface RunPageProps {
  params: Promise<{ namespace: string; run: string }>;
}

const load = cache(async (id: string) => (await execute(RunQuery, { id })).run ?? notFound());

export async function generateMetadata({ params }: RunPageProps): Promise<Metadata> {
  const t = await getTranslations("run");
  const { pipeline } = await load((await params).run);
  return { title: pipeline ? t("title", { pipeline: pipeline.name }) : t("untitled") };
}

export default async function RunPage({ params }: RunPageProps) {
  const { namespace, run } = await params;
  return <RunView namespace={await getNamespace(namespace)} run={await load(run)} />;
}
