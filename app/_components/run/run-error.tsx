"use client";

import { Alert, Button, Text } from "@mantine/core";
import { IconArrowUpRight } from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import type { RunDetail } from "./run-fragment";

interface RunErrorProps {
  error: NonNullable<RunDetail["error"]>;
  /** Leads to the place in the document, where there is an editor to lead to. */
  onGoTo?: (line: number, column: number) => void;
}

/** Why a run failed, and where in its document. */
export function RunError({ error, onGoTo }: RunErrorProps) {
  const t = useTranslations("run");
  const { line, column } = error;
  return (
    <Alert color="red" title={t("errorTitle")}>
      <Text size="sm" style={{ whiteSpace: "pre-wrap", overflowWrap: "anywhere" }}>
        {error.message}
      </Text>
      {error.step && error.operation && (
        <Text size="sm" c="dimmed" mt={4}>
          {t("atStep", { step: error.step, operation: error.operation })}
        </Text>
      )}
      {line !== null && onGoTo && (
        <Button
          mt="xs"
          size="compact-sm"
          variant="light"
          color="red"
          rightSection={<IconArrowUpRight size={14} aria-hidden />}
          onClick={() => onGoTo(line, column ?? 1)}
        >
          {t("goToLine", { line })}
        </Button>
      )}
    </Alert>
  );
}
