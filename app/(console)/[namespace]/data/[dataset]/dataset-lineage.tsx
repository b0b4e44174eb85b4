"use client";

import { Anchor, Group, Stack, Text, Title } from "@mantine/core";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { Instant } from "../../../../_components/text/instant";
import { StatusBadge } from "../../../../_components/text/status-badge";
import type { NamespaceOfViewer } from "../../../../_lib/viewer";
import type { DatasetDetail } from "./dataset-query";

/** Where the data came from (run, pipeline version, sources) and which runs read it. */
export function DatasetLineage({
  namespace,
  dataset,
}: {
  namespace: NamespaceOfViewer;
  dataset: DatasetDetail;
}) {
  const t = useTranslations("dataset");
  const { run } = dataset;
  return (
    <Stack gap="lg">
      <section>
        <Title order={2} size="h5" mb="xs">
          {t("madeBy")}
        </Title>
        {run ? (
          <Stack gap={4}>
            <Group gap="xs">
              <Anchor component={Link} href={`/${namespace.slug}/runs/${run.id}`}>
                {run.pipeline && run.pipelineVersion
                  ? t("madeByRun", { pipeline: run.pipeline.name, version: run.pipelineVersion.number })
                  : t("madeByRunOnly")}
              </Anchor>
            </Group>
            {run.inputs.map((input) => (
              <Group key={input.name} gap="xs" pl="md">
                <Text size="sm" c="dimmed">
                  {t("madeFrom")}
                </Text>
                <Anchor component={Link} href={`/${namespace.slug}/data/${input.dataset.id}`} size="sm">
                  {input.dataset.name}
                </Anchor>
              </Group>
            ))}
          </Stack>
        ) : (
          <Text size="sm">{t("fromUpload", { file: dataset.fileName ?? dataset.name })}</Text>
        )}
      </section>
      <section>
        <Title order={2} size="h5" mb="xs">
          {t("usedBy")}
        </Title>
        {dataset.usedBy.length === 0 ? (
          <Text size="sm" c="dimmed">
            {t("notUsed")}
          </Text>
        ) : (
          <Stack gap={4}>
            {dataset.usedBy.map((user) => (
              <Group key={user.id} gap="xs">
                <StatusBadge status={user.status} />
                <Anchor component={Link} href={`/${namespace.slug}/runs/${user.id}`} size="sm">
                  {user.pipeline?.name ?? t("madeByRunOnly")}
                </Anchor>
                <Text size="sm" c="dimmed">
                  <Instant at={user.createdAt} />
                </Text>
              </Group>
            ))}
          </Stack>
        )}
      </section>
    </Stack>
  );
}
