"use client";

import { ActionIcon, Button, Group, Menu, Select, Text, Tooltip } from "@mantine/core";
import { IconArchive, IconDeviceFloppy, IconDots, IconPlayerPlay, IconPlus } from "@tabler/icons-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import type { NamespaceOfViewer } from "../../../../_lib/viewer";
import type { PipelineDetail, Vocabulary } from "../pipeline-query";

interface WorkbenchBarProps {
  namespace: NamespaceOfViewer;
  pipeline: PipelineDetail;
  pipelines: Vocabulary["pipelines"];
  baseVersion: number;
  dirty: boolean;
  busy: "save" | "run" | null;
  onNew: () => void;
  onSave: () => void;
  onRun: () => void;
  onArchive: () => void;
}

/** Which pipeline this is, whether it is saved, and what can be done with it. */
export function WorkbenchBar(props: WorkbenchBarProps) {
  const { namespace, pipeline, pipelines, dirty, busy } = props;
  const t = useTranslations("execute");
  const app = useTranslations("app");
  const router = useRouter();
  const may = (permission: string) => namespace.permissions.includes(permission);
  const choices = pipelines.edges.map(({ node }) => ({ value: node.id, label: node.name }));
  const listed = choices.some(({ value }) => value === pipeline.id);
  return (
    <Group justify="space-between" mb="md">
      <Group gap="xs">
        <Select
          aria-label={t("choose")}
          data={listed ? choices : [{ value: pipeline.id, label: pipeline.name }, ...choices]}
          value={pipeline.id}
          onChange={(id) => id && router.push(`/${namespace.slug}/execute/${id}`)}
          searchable
          allowDeselect={false}
          w={280}
        />
        {may("pipeline:write") && (
          <Button variant="default" leftSection={<IconPlus size={16} aria-hidden />} onClick={props.onNew}>
            {t("new")}
          </Button>
        )}
        <Text size="sm" c={dirty ? "orange" : "dimmed"} role="status">
          {dirty ? t("unsaved") : t("unchanged", { number: props.baseVersion })}
        </Text>
      </Group>
      <Group gap="xs">
        {may("pipeline:write") && (
          <Button
            variant="default"
            leftSection={<IconDeviceFloppy size={16} aria-hidden />}
            disabled={!dirty}
            loading={busy === "save"}
            onClick={props.onSave}
          >
            {t("save")}
          </Button>
        )}
        {may("run:create") && (
          <Tooltip label={t("runSaves")} disabled={!dirty}>
            <Button
              leftSection={<IconPlayerPlay size={16} aria-hidden />}
              loading={busy === "run"}
              onClick={props.onRun}
            >
              {t("run")}
            </Button>
          </Tooltip>
        )}
        {may("pipeline:delete") && (
          <Menu position="bottom-end">
            <Menu.Target>
              <ActionIcon variant="default" size={36} aria-label={app("actions")}>
                <IconDots size={16} aria-hidden />
              </ActionIcon>
            </Menu.Target>
            <Menu.Dropdown>
              <Menu.Item leftSection={<IconArchive size={16} aria-hidden />} onClick={props.onArchive}>
                {t("archive")}
              </Menu.Item>
            </Menu.Dropdown>
          </Menu>
        )}
      </Group>
    </Group>
  );
}
