"use client";

import { Button, Menu } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconDownload, IconPencil, IconPlayerPlay, IconTrash } from "@tabler/icons-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import type { NamespaceOfViewer } from "../../../../_lib/viewer";
import type { DatasetDetail } from "./dataset-query";
import { DeleteDialog } from "./delete-dialog";
import { EditDialog } from "./edit-dialog";

const downloads = [
  ["raw", "downloadRaw"],
  ["csv", "downloadCsv"],
  ["json", "downloadJson"],
  ["ndjson", "downloadNdjson"],
] as const;

/** What the viewer may do with a dataset. */
export function DatasetActions({
  namespace,
  dataset,
}: {
  namespace: NamespaceOfViewer;
  dataset: DatasetDetail;
}) {
  const t = useTranslations("dataset");
  const [editing, edit] = useDisclosure(false);
  const [deleting, remove] = useDisclosure(false);
  const may = (permission: string) => namespace.permissions.includes(permission);
  const offered = downloads.filter(([as]) =>
    as === "raw" ? dataset.origin === "uploaded" : dataset.status === "READY",
  );
  return (
    <>
      {dataset.status === "READY" && may("pipeline:write") && (
        <Button
          component={Link}
          href={`/${namespace.slug}/execute?dataset=${encodeURIComponent(dataset.name)}`}
          leftSection={<IconPlayerPlay size={16} aria-hidden />}
        >
          {t("use")}
        </Button>
      )}
      {offered.length > 0 && (
        <Menu position="bottom-end">
          <Menu.Target>
            <Button variant="default" leftSection={<IconDownload size={16} aria-hidden />}>
              {t("download")}
            </Button>
          </Menu.Target>
          <Menu.Dropdown>
            {offered.map(([as, label]) => (
              <Menu.Item key={as} component="a" href={`/downloads/datasets/${dataset.id}?as=${as}`} download>
                {t(label)}
              </Menu.Item>
            ))}
          </Menu.Dropdown>
        </Menu>
      )}
      {may("dataset:write") && (
        <Button variant="default" leftSection={<IconPencil size={16} aria-hidden />} onClick={edit.open}>
          {t("edit")}
        </Button>
      )}
      {may("dataset:delete") && (
        <Button
          variant="default"
          color="red"
          leftSection={<IconTrash size={16} aria-hidden />}
          onClick={remove.open}
        >
          {t("delete")}
        </Button>
      )}
      <EditDialog opened={editing} onClose={edit.close} dataset={dataset} />
      <DeleteDialog opened={deleting} onClose={remove.close} namespace={namespace} dataset={dataset} />
    </>
  );
}
