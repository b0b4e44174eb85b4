"use client";

import { Box, Checkbox, Group, Text } from "@mantine/core";
import { useFormatter, useTranslations } from "next-intl";
import { useLayoutEffect, useRef, useState } from "react";
import type { LogLine } from "./log-line";
import classes from "./log-view.module.css";

interface LogViewProps {
  lines: readonly LogLine[];
  /** More lines may come. */
  open: boolean;
  /** Earlier lines exist that are not among `lines`. */
  cut?: boolean;
}

/** How near to the end still counts as reading along, in pixels. */
const NEAR_END = 40;

/** The end of a log, growing live. Follows new lines until the reader scrolls up; goes on when they come back down. */
export function LogView({ lines, open, cut }: LogViewProps) {
  const t = useTranslations("log");
  const format = useFormatter();
  const frame = useRef<HTMLDivElement>(null);
  const [following, setFollowing] = useState(true);
  // biome-ignore lint/correctness/useExhaustiveDependencies: scrolls when lines have come
  useLayoutEffect(() => {
    const element = frame.current;
    if (following && element) element.scrollTop = element.scrollHeight;
  }, [lines, following]);
  return (
    <Box>
      <Group justify="space-between" mb={4}>
        <Text size="xs" c="dimmed">
          {cut ? t("cut") : t("count", { count: lines.length })}
        </Text>
        <Checkbox
          size="xs"
          label={t("follow")}
          checked={following}
          onChange={(event) => setFollowing(event.currentTarget.checked)}
        />
      </Group>
      <div
        ref={frame}
        className={classes.frame}
        role="log"
        // Read on request, not line by line: what matters is announced with the run's status.
        aria-live="off"
        aria-label={t("label")}
        // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls
        tabIndex={0}
        onScroll={({ currentTarget: { scrollTop, scrollHeight, clientHeight } }) =>
          setFollowing(scrollHeight - scrollTop - clientHeight < NEAR_END)
        }
      >
        {lines.length === 0 && <span className={classes.empty}>{t(open ? "waiting" : "empty")}</span>}
        {lines.map((line) => (
          <div key={line.offset} className={classes.line} data-level={line.level}>
            {line.at && (
              <time dateTime={line.at} title={line.at} className={classes.time}>
                {format.dateTime(new Date(line.at), {
                  hour: "2-digit",
                  minute: "2-digit",
                  second: "2-digit",
                  fractionalSecondDigits: 3,
                  hourCycle: "h23",
                })}
              </time>
            )}
            <span className={classes.level}>{line.level}</span>
            <span className={classes.text}>
              {line.place && <span className={classes.place}>{line.place} </span>}
              {line.text}
            </span>
          </div>
        ))}
      </div>
    </Box>
  );
}
