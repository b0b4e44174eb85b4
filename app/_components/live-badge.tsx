"use client";

import { Badge, Tooltip } from "@mantine/core";
import { useTranslations } from "next-intl";
import { useEffect, useState } from "react";
import { useConnectionState } from "../_lib/live/connection-state";

/** Shorter gaps heal before anybody could read about them. */
const QUIET_MS = 800;

/** Says that the page's live connection is down, for as long as it is; otherwise nothing. */
export function LiveBadge() {
  const t = useTranslations("app");
  const lost = useConnectionState() === "reconnecting";
  const [shown, setShown] = useState(false);
  useEffect(() => {
    const timer = setTimeout(() => setShown(lost), lost ? QUIET_MS : 0);
    return () => clearTimeout(timer);
  }, [lost]);
  return (
    <output aria-live="polite">
      {shown && (
        <Tooltip label={t("reconnectingHint")} multiline w={260}>
          <Badge color="orange" variant="light" tabIndex={0}>
            {t("reconnecting")}
          </Badge>
        </Tooltip>
      )}
    </output>
  );
}
