"use client";

import { Accordion, Anchor, Button, Group, Select, Stack, Text } from "@mantine/core";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { Instant } from "../../../../_components/text/instant";
import type { NamespaceOfViewer } from "../../../../_lib/viewer";
import type { PipelineDetail, Vocabulary } from "../pipeline-query";

interface WorkbenchAsideProps {
  namespace: NamespaceOfViewer;
  pipeline: PipelineDetail;
  vocabulary: Vocabulary;
  readOnly: boolean;
  onInsert: (dataset: string) => void;
  onShowVersion: (versionId: string) => void;
}

/** What helps while writing: datasets to put in, operators, earlier versions. */
export function WorkbenchAside(props: WorkbenchAsideProps) {
  const { namespace, pipeline, vocabulary, readOnly } = props;
  const t = useTranslations("execute");
  const datasets = vocabulary.datasets.edges.map(({ node }) => node.name);
  return (
    <Stack gap="sm">
      {!readOnly &&
        (datasets.length > 0 ? (
          <Select
            label={t("insertDataset")}
            description={t("insertHint")}
            placeholder={t("insertDataset")}
            data={[...new Set(datasets)]}
            value={null}
            onChange={(name) => name && props.onInsert(name)}
            searchable
          />
        ) : (
          <Text size="sm" c="dimmed">
            {t("noDatasets")}{" "}
            <Anchor component={Link} href={`/${namespace.slug}/data`} size="sm">
              {t("toData")}
            </Anchor>
          </Text>
        ))}
      <Accordion variant="contained" chevronPosition="left">
        <Accordion.Item value="operators">
          <Accordion.Control>
            <Text size="sm">{t("operators")}</Text>
          </Accordion.Control>
          <Accordion.Panel>
            <Stack gap={6}>
              {vocabulary.pipelineGrammar.operators.map(({ kind, summary }) => (
                <div key={kind}>
                  <Text size="sm" ff="monospace" fw={600}>
                    {kind}
                  </Text>
                  <Text size="xs" c="dimmed" lang="en">
                    {summary}
                  </Text>
                </div>
              ))}
            </Stack>
          </Accordion.Panel>
        </Accordion.Item>
        <Accordion.Item value="versions">
          <Accordion.Control>
            <Text size="sm">{t("versions")}</Text>
          </Accordion.Control>
          <Accordion.Panel>
            <Stack gap={4}>
              {pipeline.versions.edges.map(({ node }) => (
                <Group key={node.id} justify="space-between" gap="xs">
                  <div>
                    <Text size="sm">
                      {t("versionOf", { number: node.number })}
                      {node.number === pipeline.lastVersion && ` · ${t("current")}`}
                    </Text>
                    <Text size="xs" c="dimmed">
                      <Instant at={node.createdAt} />
                      {node.createdBy && ` · ${node.createdBy.name}`}
                    </Text>
                  </div>
                  {!readOnly && (
                    <Button
                      size="compact-xs"
                      variant="default"
                      aria-label={`${t("showVersion")}: ${node.number}`}
                      onClick={() => props.onShowVersion(node.id)}
                    >
                      {t("open")}
                    </Button>
                  )}
                </Group>
              ))}
            </Stack>
          </Accordion.Panel>
        </Accordion.Item>
      </Accordion>
    </Stack>
  );
}
