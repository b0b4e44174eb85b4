"use client";

import { EmptyState } from "@mantine/core";
import type { TablerIcon } from "@tabler/icons-react";
import type { ReactNode } from "react";

interface EmptyHintProps {
  icon: TablerIcon;
  title: string;
  body: string;
  /** What to do next, as buttons. */
  children?: ReactNode;
}

/** In place of a list that has nothing to show: why, and what to do next. */
export function EmptyHint({ icon: Icon, title, body, children }: EmptyHintProps) {
  return (
    <EmptyState icon={<Icon stroke={1.5} />} title={title} description={body} withIndicatorBackground py="xl">
      {children && <EmptyState.Actions>{children}</EmptyState.Actions>}
    </EmptyState>
  );
}
