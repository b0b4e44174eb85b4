"use client";

import { Alert, Badge, Group, Skeleton, Stack, Tabs, Text, VisuallyHidden } from "@mantine/core";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { useQuantities } from "../../_lib/use-quantities";
import type { NamespaceOfViewer } from "../../_lib/viewer";
import { LogView } from "../log/log-view";
import { StatusBadge } from "../text/status-badge";
import { RunActions } from "./run-actions";
import { RunClock } from "./run-clock";
import { RunError } from "./run-error";
import { RunFailureTable } from "./run-failure-table";
import { hasEnded, type RunDetail } from "./run-fragment";
import { RunLineage } from "./run-lineage";
import { RunProgressBar } from "./run-progress-bar";
import { RunResultTable } from "./run-result-table";
import { RunSteps } from "./run-steps";
import { useRun } from "./use-run";
import { useRunAnnouncement } from "./use-run-announcement";
import { useRunLog } from "./use-run-log";

interface RunPanelProps {
  runId: string;
  /** The run as the server rendered it, where it did. */
  initial?: RunDetail | null;
  namespace: NamespaceOfViewer;
  onGoTo?: (line: number, column: number) => void;
  /** Another run has taken this one's place. */
  onRerun: (runId: string) => void;
  /** The panel is not on the run's own page, and leads there. */
  linked?: boolean;
}

/** A run, live: steps with progress and counts, log, result or error, and what can be done with it. */
export function RunPanel({ runId, initial = null, namespace, onGoTo, onRerun, linked }: RunPanelProps) {
  const t = useTranslations("run");
  const { count } = useQuantities();
  const { run, progress, failure, reload } = useRun(runId, initial);
  const log = useRunLog(runId);
  const announcement = useRunAnnouncement(run);
  const [chosen, setChosen] = useState<string | null>(null);
  if (failure && !run) return <Alert color="red">{failure}</Alert>;
  if (!run) return <Skeleton height={160} />;
  const ended = hasEnded(run);
  // The log while there is nothing else to see; the result once it is there. What the reader chose stays.
  const tab = chosen ?? (run.status === "SUCCEEDED" ? "result" : "log");
  return (
    <Stack gap="sm">
      <Group justify="space-between">
        <Group gap="sm">
          <StatusBadge status={run.status} size="md" />
          <Text size="sm" c="dimmed">
            {t("summary", { done: run.completedSteps, total: run.stepCount })}
          </Text>
          <Text size="sm" c="dimmed">
            <RunClock run={run} />
          </Text>
        </Group>
        <RunActions run={run} namespace={namespace} onRerun={onRerun} onSaved={reload} linked={linked} />
      </Group>
      <VisuallyHidden role="status">{announcement}</VisuallyHidden>
      {progress && <RunProgressBar progress={progress} />}
      {run.error && <RunError error={run.error} onGoTo={onGoTo} />}
      <RunSteps steps={run.steps} />
      <Tabs value={tab} onChange={setChosen} keepMounted={false}>
        <Tabs.List mb="sm">
          <Tabs.Tab value="log">{t("log")}</Tabs.Tab>
          <Tabs.Tab
            value="result"
            rightSection={
              run.outputRows !== null && (
                <Badge size="xs" variant="default">
                  {count(run.outputRows)}
                </Badge>
              )
            }
          >
            {t("result")}
          </Tabs.Tab>
          <Tabs.Tab
            value="failures"
            rightSection={
              run.rowsFailed > 0 && (
                <Badge size="xs" color="red">
                  {count(run.rowsFailed)}
                </Badge>
              )
            }
          >
            {t("failures")}
          </Tabs.Tab>
          <Tabs.Tab value="lineage">{t("lineage")}</Tabs.Tab>
        </Tabs.List>
        <Tabs.Panel value="log">
          {run.expiredAt ? <Text c="dimmed">{t("expired")}</Text> : <LogView {...log} open={!ended} />}
        </Tabs.Panel>
        <Tabs.Panel value="result">
          <RunResultTable run={run} />
        </Tabs.Panel>
        <Tabs.Panel value="failures">
          <RunFailureTable run={run} />
        </Tabs.Panel>
        <Tabs.Panel value="lineage">
          <RunLineage run={run} namespace={namespace.slug} />
        </Tabs.Panel>
      </Tabs>
    </Stack>
  );
}
