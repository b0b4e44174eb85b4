import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { execute } from "../../../../_lib/execute";
import { oneOf, type SearchParams } from "../../../../_lib/page-params";
import { getNamespace, getViewer } from "../../../../_lib/viewer";
import { InvitationCard } from "./invitation-card";
import { MemberList } from "./member-list";
import { InvitationsQuery, MembersQuery } from "./members-query";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("settings"))("members") };
}

interface MembersPageProps {
  params: Promise<{ namespace: string }>;
  searchParams: SearchParams;
}

export default async function MembersPage({ params, searchParams }: MembersPageProps) {
  const namespace = await getNamespace((await params).namespace);
  const { me } = await getViewer();
  const after = oneOf(await searchParams, "after");
  const { members } = await execute(MembersQuery, { namespace: namespace.slug, after });
  const manages = namespace.permissions.includes("member:manage");
  const open = manages ? (await execute(InvitationsQuery, { namespace: namespace.slug })).invitations : [];
  return (
    <>
      <MemberList namespace={namespace} members={members} viewerId={me.id} manages={manages} />
      {manages && <InvitationCard namespace={namespace.slug} invitations={open} />}
    </>
  );
}
