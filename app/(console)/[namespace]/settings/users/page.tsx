import type { Metadata } from "next";
import { notFound } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { execute } from "../../../../_lib/execute";
import { oneOf, type SearchParams } from "../../../../_lib/page-params";
import { getViewer } from "../../../../_lib/viewer";
import { UserList } from "./user-list";
import { UsersQuery } from "./users-query";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("settings"))("users") };
}

/** For the instance's administrators; for others there is no such page. */
export default async function UsersPage({ searchParams }: { searchParams: SearchParams }) {
  const { me, instance } = await getViewer();
  if (!me.instanceAdmin) notFound();
  const search = await searchParams;
  const { users } = await execute(UsersQuery, { after: oneOf(search, "after"), search: oneOf(search, "q") });
  return <UserList users={users} viewerId={me.id} leastPasswordLength={instance.leastPasswordLength} />;
}
