"use client";

import { Tabs } from "@mantine/core";
import { usePathname, useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import type { NamespaceOfViewer } from "../../../_lib/viewer";

interface SettingsTabsProps {
  namespace: NamespaceOfViewer;
  instanceAdmin: boolean;
}

/** The parts of Settings that the viewer may see, each with its own address. */
export function SettingsTabs({ namespace, instanceAdmin }: SettingsTabsProps) {
  const t = useTranslations("settings");
  const router = useRouter();
  const pathname = usePathname();
  const base = `/${namespace.slug}/settings`;
  const may = (permission: string) => namespace.permissions.includes(permission);
  const parts = [
    { key: "profile", path: "/", shown: true },
    { key: "sessions", path: "/sessions", shown: true },
    { key: "tokens", path: "/tokens", shown: true },
    { key: "members", path: "/members", shown: may("member:read") },
    { key: "users", path: "/users", shown: instanceAdmin },
    { key: "audit", path: "/audit", shown: may("audit:read") || instanceAdmin },
  ] as const;
  return (
    <Tabs
      value={pathname.slice(base.length) || "/"}
      onChange={(path) => router.push(path === "/" ? base : `${base}${path}`)}
      mb="lg"
    >
      <Tabs.List aria-label={t("title")}>
        {parts
          .filter(({ shown }) => shown)
          .map(({ key, path }) => (
            <Tabs.Tab key={key} value={path}>
              {t(key)}
            </Tabs.Tab>
          ))}
      </Tabs.List>
    </Tabs>
  );
}
