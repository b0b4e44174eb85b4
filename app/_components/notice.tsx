"use client";

import { Button, Center, EmptyState, Stack, Title } from "@mantine/core";
import { IconAlertTriangle, IconMapOff, IconUsers } from "@tabler/icons-react";
import Link from "next/link";
import type { ReactNode } from "react";

const icons = { missing: IconMapOff, failure: IconAlertTriangle, team: IconUsers };

interface NoticeProps {
  icon: keyof typeof icons;
  title: string;
  body: ReactNode;
  action?: { label: string; href: string } | { label: string; onClick: () => void };
  children?: ReactNode;
  /** Stands in the console's frame, which is the page's main landmark already. */
  framed?: boolean;
}

/** A page that has one thing to say, and what to do next. */
export function Notice({ icon, title, body, action, children, framed }: NoticeProps) {
  const Icon = icons[icon];
  return (
    <Center component={framed ? "div" : "main"} mih="60vh" p="md">
      <Stack align="center" maw={520}>
        <EmptyState
          icon={<Icon stroke={1.5} />}
          withIndicatorBackground
          title={
            <Title order={1} size="h4">
              {title}
            </Title>
          }
          description={body}
        />
        {children}
        {action &&
          ("href" in action ? (
            <Button component={Link} href={action.href}>
              {action.label}
            </Button>
          ) : (
            <Button onClick={action.onClick}>{action.label}</Button>
          ))}
      </Stack>
    </Center>
  );
}
