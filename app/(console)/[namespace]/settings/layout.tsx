import { getTranslations } from "next-intl/server";
import type { ReactNode } from "react";
import { PageHeader } from "../../../_components/page-header";
import { getNamespace, getViewer } from "../../../_lib/viewer";
import { SettingsTabs } from "./settings-tabs";

interface SettingsLayoutProps {
  children: ReactNode;
  params: Promise<{ namespace: string }>;
}

export default async function SettingsLayout({ children, params }: SettingsLayoutProps) {
  const t = await getTranslations("settings");
  const namespace = await getNamespace((await params).namespace);
  const { me } = await getViewer();
  return (
    <>
      <PageHeader title={t("title")} />
      <SettingsTabs namespace={namespace} instanceAdmin={me.instanceAdmin} />
      {children}
    </>
  );
}
