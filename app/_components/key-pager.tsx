"use client";

import { Button, Group } from "@mantine/core";
import { useTranslations } from "next-intl";
import { useAddress } from "../_lib/use-address";

interface KeyPagerProps {
  /** Where the page shown ends; null when nothing follows. */
  endCursor: string | null;
}

/** Pages through a list that is ordered from the newest: on to older ones, or back to the start. */
export function KeyPager({ endCursor }: KeyPagerProps) {
  const t = useTranslations("data");
  const { params, set, busy } = useAddress();
  const inside = params.has("after");
  if (!inside && endCursor === null) return null;
  return (
    <Group justify="flex-end" mt="sm">
      <Button.Group>
        <Button
          variant="default"
          size="xs"
          disabled={!inside}
          onClick={() => set({ after: null }, { keep: true })}
        >
          {t("newest")}
        </Button>
        <Button
          variant="default"
          size="xs"
          loading={busy}
          disabled={endCursor === null}
          onClick={() => set({ after: endCursor }, { keep: true })}
        >
          {t("older")}
        </Button>
      </Button.Group>
    </Group>
  );
}
