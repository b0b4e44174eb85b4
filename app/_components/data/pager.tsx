"use client";

import { Button, Group, Text } from "@mantine/core";
import { IconChevronLeft, IconChevronRight } from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import { useQuantities } from "../../_lib/use-quantities";

interface PagerProps {
  /** Of the first row shown, from 0. */
  offset: number;
  limit: number;
  /** Null while nobody knows how many there are. */
  total: number | null;
  onMove: (offset: number) => void;
  busy?: boolean;
}

/** Where in a long table we are, and the ways on and back. */
export function Pager({ offset, limit, total, onMove, busy }: PagerProps) {
  const t = useTranslations("table");
  const { count } = useQuantities();
  const last = total === null ? offset + limit : Math.min(offset + limit, total);
  return (
    <Group justify="space-between" mt="xs">
      <Text size="sm" c="dimmed" aria-live="polite">
        {total === 0
          ? t("noRows")
          : t("range", {
              first: count(offset + 1),
              last: count(last),
              total: total === null ? "?" : count(total),
            })}
      </Text>
      <Button.Group>
        <Button
          variant="default"
          size="xs"
          leftSection={<IconChevronLeft size={14} aria-hidden />}
          disabled={offset === 0}
          onClick={() => onMove(Math.max(0, offset - limit))}
        >
          {t("previous")}
        </Button>
        <Button
          variant="default"
          size="xs"
          rightSection={<IconChevronRight size={14} aria-hidden />}
          disabled={total !== null && offset + limit >= total}
          loading={busy}
          onClick={() => onMove(offset + limit)}
        >
          {t("next")}
        </Button>
      </Button.Group>
    </Group>
  );
}
