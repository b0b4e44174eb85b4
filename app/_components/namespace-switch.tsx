"use client";

import { Button, Menu, Text } from "@mantine/core";
import { IconSelector } from "@tabler/icons-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { NamespaceOfViewer } from "../_lib/viewer";

interface NamespaceSwitchProps {
  namespaces: readonly NamespaceOfViewer[];
  current: NamespaceOfViewer;
}

/** Says which namespace the page is in, and leads to the viewer's others. */
export function NamespaceSwitch({ namespaces, current }: NamespaceSwitchProps) {
  const t = useTranslations("menu");
  return (
    <Menu position="bottom-start" width={240}>
      <Menu.Target>
        <Button
          variant="default"
          size="xs"
          maw={220}
          rightSection={<IconSelector size={14} aria-hidden />}
          aria-label={`${t("switchNamespace")}: ${current.name}`}
        >
          <Text span size="sm" truncate>
            {current.name}
          </Text>
        </Button>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>{t("namespace")}</Menu.Label>
        {namespaces.map((namespace) => (
          <Menu.Item
            key={namespace.id}
            component={Link}
            href={`/${namespace.slug}`}
            aria-current={namespace.id === current.id ? "true" : undefined}
            fw={namespace.id === current.id ? 600 : undefined}
          >
            {namespace.name}
            <Text size="xs" c="dimmed" ff="monospace">
              {namespace.slug}
            </Text>
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
