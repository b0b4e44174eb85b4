"use client";

import { Anchor, Stack, Text } from "@mantine/core";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useExplorer } from "../explorer";
import { FactList } from "../fact-list";
import { Instant } from "../text/instant";
import type { RunDetail } from "./run-fragment";

const triggers = {
  manual: "triggerManual",
  rerun: "triggerRerun",
  schedule: "triggerSchedule",
  api: "triggerApi",
} as const;

/** What a run reads, what became of its result, and who started it when. */
export function RunLineage({ run, namespace }: { run: RunDetail; namespace: string }) {
  const t = useTranslations("run");
  const menu = useTranslations("menu");
  const explorer = useExplorer();
  const trigger = triggers[run.trigger as keyof typeof triggers];
  const sources = run.inputs.map(({ dataset }) => dataset);
  return (
    <FactList
      facts={[
        { label: t("inputs"), value: <Datasets list={sources} namespace={namespace} none={t("noInputs")} /> },
        {
          label: t("generated"),
          value: <Datasets list={run.generated} namespace={namespace} none={t("nothingSaved")} />,
        },
        { label: t("trigger"), value: trigger ? t(trigger) : run.trigger },
        { label: t("startedBy"), value: run.createdBy?.name },
        {
          label: t("rerunOf"),
          value: run.rerunOf && (
            <Anchor component={Link} href={`/${namespace}/runs/${run.rerunOf.id}`} size="sm">
              {t("rerunOfRun")}
            </Anchor>
          ),
        },
        { label: t("created"), value: <Instant at={run.createdAt} as="exact" /> },
        { label: t("started"), value: run.startedAt && <Instant at={run.startedAt} as="exact" /> },
        { label: t("ended"), value: run.endedAt && <Instant at={run.endedAt} as="exact" /> },
        {
          label: menu("graphiql"),
          value: explorer && (
            <Anchor href={`/graphiql?run=${run.id}`} size="sm">
              {t("explorer")}
            </Anchor>
          ),
        },
      ]}
    />
  );
}

interface DatasetsProps {
  list: readonly { id: string; name: string }[];
  namespace: string;
  none: string;
}

function Datasets({ list, namespace, none }: DatasetsProps) {
  if (list.length === 0) {
    return (
      <Text size="sm" c="dimmed">
        {none}
      </Text>
    );
  }
  return (
    <Stack gap={2}>
      {list.map(({ id, name }) => (
        <Anchor key={id} component={Link} href={`/${namespace}/data/${id}`} size="sm">
          {name}
        </Anchor>
      ))}
    </Stack>
  );
}
