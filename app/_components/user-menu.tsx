"use client";

import { Avatar, Menu, Text, UnstyledButton } from "@mantine/core";
import { IconLogout, IconUser } from "@tabler/icons-react";
import Link from "next/link";
import { signOut } from "next-auth/react";
import { useTranslations } from "next-intl";
import type { NamespaceOfViewer, Viewer } from "../_lib/viewer";

/** Who is signed in, their settings, and the way out. */
export function UserMenu({ viewer, namespace }: { viewer: Viewer; namespace: NamespaceOfViewer }) {
  const t = useTranslations("menu");
  return (
    <Menu position="bottom-end" width={220}>
      <Menu.Target>
        <UnstyledButton aria-label={`${t("account")}: ${viewer.name}`}>
          <Avatar size={32} aria-hidden />
        </UnstyledButton>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Label>
          <Text size="sm" c="var(--mantine-color-text)" fw={600} truncate>
            {viewer.name}
          </Text>
        </Menu.Label>
        <Menu.Item
          component={Link}
          href={`/${namespace.slug}/settings`}
          leftSection={<IconUser size={16} aria-hidden />}
        >
          {t("profile")}
        </Menu.Item>
        <Menu.Divider />
        <Menu.Item
          leftSection={<IconLogout size={16} aria-hidden />}
          onClick={() => signOut({ callbackUrl: "/sign-in?reason=signed-out" })}
        >
          {t("signOut")}
        </Menu.Item>
      </Menu.Dropdown>
    </Menu>
  );
}
