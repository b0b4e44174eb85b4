"use client";

import { Button, Menu, Modal, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconPlus, IconSelector } from "@tabler/icons-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { NamespaceOfViewer, Viewer } from "../_lib/viewer";
import { NewNamespaceForm } from "./new-namespace-form";

interface NamespaceSwitchProps {
  viewer: Viewer;
  current: NamespaceOfViewer;
}

/** Says which namespace the page is in, and leads to the viewer's others. */
export function NamespaceSwitch({ viewer, current }: NamespaceSwitchProps) {
  const t = useTranslations("menu");
  const settings = useTranslations("settings");
  const [creating, create] = useDisclosure(false);
  return (
    <>
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
          {viewer.namespaces.map((namespace) => (
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
          {viewer.instanceAdmin && (
            <>
              <Menu.Divider />
              <Menu.Item leftSection={<IconPlus size={16} aria-hidden />} onClick={create.open}>
                {settings("newNamespace")}
              </Menu.Item>
            </>
          )}
        </Menu.Dropdown>
      </Menu>
      <Modal opened={creating} onClose={create.close} title={settings("newNamespace")}>
        <NewNamespaceForm />
      </Modal>
    </>
  );
}
