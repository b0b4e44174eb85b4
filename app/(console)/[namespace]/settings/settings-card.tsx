"use client";

import { Card, Group, Text, Title } from "@mantine/core";
import { type ReactNode, useId } from "react";

interface SettingsCardProps {
  title: string;
  description?: string;
  actions?: ReactNode;
  children: ReactNode;
  /** For tables; forms stay narrow. */
  wide?: boolean;
}

/** One part of a settings page. */
export function SettingsCard({ title, description, actions, children, wide }: SettingsCardProps) {
  const id = useId();
  return (
    <Card withBorder mb="lg" maw={wide ? undefined : 520} component="section" aria-labelledby={id}>
      <Group justify="space-between" align="flex-start" mb="md">
        <div>
          <Title order={2} size="h4" id={id}>
            {title}
          </Title>
          {description && (
            <Text size="sm" c="dimmed">
              {description}
            </Text>
          )}
        </div>
        {actions}
      </Group>
      {children}
    </Card>
  );
}
