"use client";

import { AppShell, Burger, Group, NavLink, ScrollArea, Text, UnstyledButton } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import Link from "next/link";
import { usePathname } from "next/navigation";
import { useTranslations } from "next-intl";
import { type ReactNode, useEffect } from "react";
import { menuFor } from "../_lib/menu";
import type { NamespaceOfViewer, Viewer } from "../_lib/viewer";
import classes from "./console-shell.module.css";
import { ExplorerContext } from "./explorer";
import { LanguageSwitch } from "./language-switch";
import { LiveBadge } from "./live-badge";
import { NamespaceSwitch } from "./namespace-switch";
import { Palette } from "./palette";
import { ThemeSwitch } from "./theme-switch";
import { UserMenu } from "./user-menu";

interface ConsoleShellProps {
  viewer: Viewer;
  namespace: NamespaceOfViewer;
  graphiql: boolean;
  children: ReactNode;
}

/** The frame of every page behind sign-in: menu on the left, content beside it. */
export function ConsoleShell({ viewer, namespace, graphiql, children }: ConsoleShellProps) {
  const t = useTranslations("menu");
  const app = useTranslations("app");
  const pathname = usePathname();
  const [opened, menu] = useDisclosure(false);
  // On a phone the menu covers the page: it goes away once it has led somewhere.
  // biome-ignore lint/correctness/useExhaustiveDependencies: runs when the path changes, and only then
  useEffect(() => menu.close(), [pathname]);
  return (
    <AppShell
      header={{ height: 52 }}
      navbar={{ width: 216, breakpoint: "sm", collapsed: { mobile: !opened } }}
      padding="lg"
    >
      <a href="#content" className={classes.skip}>
        {app("skipToContent")}
      </a>
      <AppShell.Header>
        <Group h="100%" px="md" justify="space-between" wrap="nowrap">
          <Group gap="sm" wrap="nowrap">
            <Burger opened={opened} onClick={menu.toggle} hiddenFrom="sm" size="sm" aria-label={t("open")} />
            <UnstyledButton component={Link} href={`/${namespace.slug}`} visibleFrom="xs">
              <Text fw={700}>Signalbox</Text>
            </UnstyledButton>
            <NamespaceSwitch viewer={viewer} current={namespace} />
          </Group>
          <Group gap={4} wrap="nowrap">
            <LiveBadge />
            <Palette namespace={namespace} />
            <LanguageSwitch />
            <ThemeSwitch />
            <UserMenu viewer={viewer} namespace={namespace} />
          </Group>
        </Group>
      </AppShell.Header>
      <AppShell.Navbar aria-label={t("label")}>
        <AppShell.Section grow component={ScrollArea} p="xs">
          {menuFor(namespace.permissions).map(({ key, path, icon: Icon }) => {
            const href = `/${namespace.slug}${path}`;
            const active =
              path === "" ? pathname === href : pathname === href || pathname.startsWith(`${href}/`);
            return (
              <NavLink
                key={key}
                component={Link}
                href={href}
                label={t(key)}
                active={active}
                aria-current={active ? "page" : undefined}
                leftSection={<Icon size={18} stroke={1.7} aria-hidden />}
                className={classes.link}
              />
            );
          })}
        </AppShell.Section>
        {graphiql && (
          <AppShell.Section p="xs">
            <NavLink
              component="a"
              href="/graphiql"
              label={t("graphiql")}
              className={classes.link}
              c="dimmed"
            />
          </AppShell.Section>
        )}
      </AppShell.Navbar>
      <AppShell.Main id="content" tabIndex={-1} className={classes.main}>
        <ExplorerContext value={graphiql}>{children}</ExplorerContext>
      </AppShell.Main>
    </AppShell>
  );
}
