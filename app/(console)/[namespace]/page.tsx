import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { execute } from "../../_lib/execute";
import { oneOf, type SearchParams } from "../../_lib/page-params";
import { getNamespace } from "../../_lib/viewer";
import { DashboardQuery } from "./dashboard-query";
import { spanOf } from "./dashboard-spans";
import { DashboardView } from "./dashboard-view";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("dashboard"))("title") };
}

interface DashboardPageProps {
  params: Promise<{ namespace: string }>;
  searchParams: SearchParams;
}

export default async function DashboardPage({ params, searchParams }: DashboardPageProps) {
  const namespace = await getNamespace((await params).namespace);
  const { name, millis, buckets } = spanOf(oneOf(await searchParams, "span"));
  const since = new Date(Date.now() - millis).toISOString();
  const dashboard = await execute(DashboardQuery, { namespace: namespace.slug, since, buckets });
  return <DashboardView namespace={namespace} dashboard={dashboard} span={name} />;
}
