import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { execute } from "../../../../_lib/execute";
import { SessionList } from "./session-list";
import { SessionsQuery } from "./sessions-query";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("settings"))("sessions") };
}

export default async function SessionsPage() {
  const { me } = await execute(SessionsQuery);
  return <SessionList sessions={me.sessions} />;
}
