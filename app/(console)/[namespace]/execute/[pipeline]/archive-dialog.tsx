"use client";

import { Alert, Button, Group, Modal, Stack, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { graphql } from "../../../../_lib/graphql";
import { useMutation } from "../../../../_lib/use-mutation";
import type { PipelineDetail } from "../pipeline-query";

const ArchivePipeline = graphql(`
  mutation ArchivePipeline($id: ID!) {
    archivePipeline(id: $id) {
      pipeline { id }
      errors { code message path }
    }
  }
`);

interface ArchiveDialogProps {
  opened: boolean;
  onClose: () => void;
  namespace: string;
  pipeline: PipelineDetail;
}

export function ArchiveDialog({ opened, onClose, namespace, pipeline }: ArchiveDialogProps) {
  const t = useTranslations("execute");
  const app = useTranslations("app");
  const router = useRouter();
  const archive = useMutation(ArchivePipeline, ({ archivePipeline }) => archivePipeline.errors);
  const confirm = async () => {
    if (!(await archive.send({ id: pipeline.id }))) return;
    notifications.show({ message: t("archived", { name: pipeline.name }) });
    router.push(`/${namespace}/execute`);
  };
  return (
    <Modal opened={opened} onClose={onClose} title={t("archiveTitle", { name: pipeline.name })}>
      <Stack>
        <Text size="sm">{t("archiveBody")}</Text>
        {archive.failure && (
          <Alert color="red" role="alert">
            {archive.failure}
          </Alert>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} data-autofocus>
            {app("cancel")}
          </Button>
          <Button color="red" loading={archive.busy} onClick={confirm}>
            {t("archive")}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
