"use client";

import { Alert, Anchor, Button, Group, Modal, Stack, Text } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import Link from "next/link";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { graphql } from "../../../../_lib/graphql";
import { useMutation } from "../../../../_lib/use-mutation";
import type { NamespaceOfViewer } from "../../../../_lib/viewer";
import type { DatasetDetail } from "./dataset-query";

const DeleteDataset = graphql(`
  mutation DeleteDataset($id: ID!) {
    deleteDataset(id: $id) {
      deleted
      errors { code message path }
    }
  }
`);

interface DeleteDialogProps {
  opened: boolean;
  onClose: () => void;
  namespace: NamespaceOfViewer;
  dataset: DatasetDetail;
}

/** Asks before deleting; when something still needs the dataset, says what. */
export function DeleteDialog({ opened, onClose, namespace, dataset }: DeleteDialogProps) {
  const t = useTranslations("dataset");
  const app = useTranslations("app");
  const router = useRouter();
  const remove = useMutation(DeleteDataset, ({ deleteDataset }) => deleteDataset.errors);
  const confirm = async () => {
    if (!(await remove.send({ id: dataset.id }))) return;
    notifications.show({ message: t("deleted", { name: dataset.name }) });
    router.push(`/${namespace.slug}/data`);
  };
  return (
    <Modal opened={opened} onClose={onClose} title={t("deleteTitle", { name: dataset.name })}>
      <Stack>
        <Text size="sm">{t("deleteBody")}</Text>
        {remove.code === "REFERENCED" ? (
          <Alert color="orange" role="alert" title={t("referencedTitle")}>
            <Text size="sm">{t("referencedBody")}</Text>
            {[...(dataset.run ? [dataset.run] : []), ...dataset.usedBy].map((run) => (
              <Text key={run.id} size="sm">
                <Anchor component={Link} href={`/${namespace.slug}/runs/${run.id}`} size="sm">
                  {run.pipeline?.name ?? run.id}
                </Anchor>
              </Text>
            ))}
          </Alert>
        ) : (
          remove.failure && (
            <Alert color="red" role="alert">
              {remove.failure}
            </Alert>
          )
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} data-autofocus>
            {app("cancel")}
          </Button>
          <Button color="red" loading={remove.busy} onClick={confirm}>
            {t("delete")}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
