import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { execute } from "../../../../_lib/execute";
import { oneOf, type SearchParams } from "../../../../_lib/page-params";
import { getNamespace, getViewer } from "../../../../_lib/viewer";
import { windowStart } from "../../runs/time-windows";
import { AuditList } from "./audit-list";
import { AuditQuery } from "./audit-query";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("settings"))("audit") };
}

interface AuditPageProps {
  params: Promise<{ namespace: string }>;
  searchParams: SearchParams;
}

export default async function AuditPage({ params, searchParams }: AuditPageProps) {
  const namespace = await getNamespace((await params).namespace);
  const { me } = await getViewer();
  const search = await searchParams;
  const ofNamespace = namespace.permissions.includes("audit:read");
  if (!ofNamespace && !me.instanceAdmin) notFound();
  const whole = me.instanceAdmin && (oneOf(search, "scope") === "instance" || !ofNamespace);
  const filter = {
    text: oneOf(search, "q"),
    outcome: oneOf(search, "outcome"),
    from: windowStart(oneOf(search, "time"), new Date()),
  };
  const scope = whole ? null : namespace.slug;
  const { auditEntries } = await execute(AuditQuery, {
    namespace: scope,
    after: oneOf(search, "after"),
    filter,
  });
  return (
    <AuditList
      page={auditEntries}
      scope={scope}
      filter={filter}
      scopes={me.instanceAdmin && ofNamespace ? ["namespace", "instance"] : []}
    />
  );
}
