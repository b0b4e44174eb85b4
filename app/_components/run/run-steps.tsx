"use client";

import { Progress, Table, Text } from "@mantine/core";
import { useTranslations } from "next-intl";
import { useQuantities } from "../../_lib/use-quantities";
import { StatusBadge } from "../text/status-badge";
import type { RunStep } from "./run-fragment";

/** Each operation of a run with its progress and row counts. */
export function RunSteps({ steps }: { steps: readonly RunStep[] }) {
  const t = useTranslations("run");
  const { count, duration } = useQuantities();
  return (
    <Table.ScrollContainer minWidth={680}>
      <Table verticalSpacing={6} aria-label={t("steps")}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th>{t("step")}</Table.Th>
            <Table.Th>{t("operator")}</Table.Th>
            <Table.Th w={120}>{t("progress")}</Table.Th>
            <Table.Th ta="right">{t("in")}</Table.Th>
            <Table.Th ta="right">{t("out")}</Table.Th>
            <Table.Th ta="right">{t("filtered")}</Table.Th>
            <Table.Th ta="right">{t("failed")}</Table.Th>
            <Table.Th ta="right">{t("duration")}</Table.Th>
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {steps.map((step) => (
            <Table.Tr key={step.position}>
              <Table.Td>
                <Text size="sm" fw={500}>
                  {step.operation}
                </Text>
                <Text size="xs" c="dimmed">
                  {step.step}
                </Text>
              </Table.Td>
              <Table.Td ff="monospace" fz="xs">
                {step.kind}
              </Table.Td>
              <Table.Td>
                <StatusBadge status={step.status} size="xs" />
                {step.status === "RUNNING" && <StepProgress step={step} />}
              </Table.Td>
              <Table.Td ta="right">{count(step.rowsIn)}</Table.Td>
              <Table.Td ta="right">{count(step.rowsOut)}</Table.Td>
              <Table.Td ta="right">{count(step.rowsFiltered)}</Table.Td>
              <Table.Td
                ta="right"
                c={step.rowsFailed > 0 ? "red" : undefined}
                fw={step.rowsFailed > 0 ? 600 : undefined}
              >
                {count(step.rowsFailed)}
              </Table.Td>
              <Table.Td ta="right">
                {step.durationMillis === null ? "" : duration(step.durationMillis)}
              </Table.Td>
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </Table.ScrollContainer>
  );
}

function StepProgress({ step }: { step: RunStep }) {
  const t = useTranslations("run");
  const progress = step.progress ?? 0;
  return (
    <Progress.Root size="sm" mt={4}>
      {/* Nothing finished yet: moving, so that it is seen to work, and without a figure that would be wrong. */}
      <Progress.Section
        value={progress > 0 ? 100 * progress : 100}
        animated={progress === 0}
        withAria={progress > 0}
        aria-label={`${t("progress")}: ${step.operation}`}
      />
    </Progress.Root>
  );
}
