"use client";

import { Button } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconFilePlus, IconPlus } from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import { EmptyHint } from "../../../_components/empty-hint";
import { PageHeader } from "../../../_components/page-header";
import type { NamespaceOfViewer } from "../../../_lib/viewer";
import { NewPipelineDialog } from "./new-pipeline-dialog";

interface ExecuteStartProps {
  namespace: NamespaceOfViewer;
  datasets: readonly string[];
  /** The dataset that a new pipeline is to begin with. */
  dataset: string | null;
}

/** Execute without a pipeline: says what one is, and makes the first. */
export function ExecuteStart({ namespace, datasets, dataset }: ExecuteStartProps) {
  const t = useTranslations("execute");
  const mayWrite = namespace.permissions.includes("pipeline:write");
  const [opened, dialog] = useDisclosure(mayWrite && dataset !== null);
  return (
    <>
      <PageHeader title={t("title")} />
      <EmptyHint
        icon={IconFilePlus}
        title={t("emptyTitle")}
        body={t(mayWrite ? "emptyBody" : "emptyReadOnly")}
      >
        {mayWrite && (
          <Button leftSection={<IconPlus size={16} aria-hidden />} onClick={dialog.open}>
            {t("new")}
          </Button>
        )}
      </EmptyHint>
      <NewPipelineDialog
        opened={opened}
        onClose={dialog.close}
        namespace={namespace.slug}
        datasets={datasets}
        dataset={dataset}
      />
    </>
  );
}
