"use client";

import { Button, Group, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconDatabasePlus, IconExternalLink, IconPlayerStop, IconRefresh } from "@tabler/icons-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { graphql } from "../../_lib/graphql";
import { newIdempotencyKey } from "../../_lib/idempotency-key";
import { useMutation } from "../../_lib/use-mutation";
import type { NamespaceOfViewer } from "../../_lib/viewer";
import { hasEnded, type RunDetail } from "./run-fragment";
import { SaveDatasetDialog } from "./save-dataset-dialog";

const CancelRun = graphql(`
  mutation CancelRun($runId: ID!) {
    cancelRun(runId: $runId) {
      run { id status }
      errors { code message path }
    }
  }
`);

const Rerun = graphql(`
  mutation Rerun($runId: ID!, $idempotencyKey: String!) {
    rerun(runId: $runId, idempotencyKey: $idempotencyKey) {
      run { id }
      errors { code message path }
    }
  }
`);

interface RunActionsProps {
  run: RunDetail;
  namespace: NamespaceOfViewer;
  onRerun: (runId: string) => void;
  onSaved: () => void;
  linked?: boolean;
}

/** What the viewer may do with a run in its present state. */
export function RunActions({ run, namespace, onRerun, onSaved, linked }: RunActionsProps) {
  const t = useTranslations("run");
  const may = (permission: string) => namespace.permissions.includes(permission);
  const [saving, save] = useDisclosure(false);
  const cancel = useMutation(CancelRun, ({ cancelRun }) => cancelRun.errors);
  const again = useMutation(Rerun, ({ rerun }) => rerun.errors);
  const rerun = async () => {
    const answer = await again.send({ runId: run.id, idempotencyKey: newIdempotencyKey() });
    if (answer?.rerun.run) onRerun(answer.rerun.run.id);
  };
  const failure = cancel.failure ?? again.failure;
  return (
    <Group gap="xs">
      {failure && (
        <Text size="sm" c="red" role="alert">
          {failure}
        </Text>
      )}
      {!hasEnded(run) && may("run:cancel") && (
        <Button
          size="xs"
          color="red"
          variant="light"
          leftSection={<IconPlayerStop size={14} aria-hidden />}
          loading={cancel.busy}
          disabled={run.status === "CANCELLING"}
          onClick={() => cancel.send({ runId: run.id })}
        >
          {t("cancel")}
        </Button>
      )}
      {hasEnded(run) && may("run:create") && (
        <Button
          size="xs"
          variant="default"
          leftSection={<IconRefresh size={14} aria-hidden />}
          loading={again.busy}
          onClick={rerun}
        >
          {t("rerun")}
        </Button>
      )}
      {run.status === "SUCCEEDED" && run.expiredAt === null && may("dataset:write") && (
        <Button size="xs" leftSection={<IconDatabasePlus size={14} aria-hidden />} onClick={save.open}>
          {t("saveAsDataset")}
        </Button>
      )}
      {linked && (
        <Button
          component={Link}
          href={`/${namespace.slug}/runs/${run.id}`}
          size="xs"
          variant="default"
          rightSection={<IconExternalLink size={14} aria-hidden />}
        >
          {t("open")}
        </Button>
      )}
      <SaveDatasetDialog
        opened={saving}
        onClose={save.close}
        run={run}
        namespace={namespace}
        onSaved={onSaved}
      />
    </Group>
  );
}
