"use client";

import { Alert, Button, Group, Progress, Text } from "@mantine/core";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useRef, useState } from "react";
import { graphql } from "../../../../_lib/graphql";
import { useSubscription } from "../../../../_lib/live/use-subscription";
import { useMutation } from "../../../../_lib/use-mutation";
import { useQuantities } from "../../../../_lib/use-quantities";
import type { NamespaceOfViewer } from "../../../../_lib/viewer";

const DatasetEvents = graphql(`
  subscription DatasetEvents($datasetId: ID!, $after: Int!) {
    datasetEvents(datasetId: $datasetId, after: $after) { sequence type payload }
  }
`);

const CancelImport = graphql(`
  mutation CancelImport($id: ID!) {
    cancelImport(id: $id) {
      dataset { id }
      errors { code message path }
    }
  }
`);

/** Events after which there is something else to show than progress. */
const endings = new Set(["ImportSucceeded", "ImportFailed", "ImportCancelled"]);

/** An import while it runs; when it has ended, the page is asked anew. */
export function ImportProgress({
  namespace,
  datasetId,
}: {
  namespace: NamespaceOfViewer;
  datasetId: string;
}) {
  const t = useTranslations("dataset");
  const { percent } = useQuantities();
  const router = useRouter();
  const last = useRef(0);
  const [progress, setProgress] = useState<{ attempt: number; done: number } | null>(null);
  const cancel = useMutation(CancelImport, ({ cancelImport }) => cancelImport.errors);
  useSubscription(DatasetEvents, {
    key: datasetId,
    variables: () => ({ datasetId, after: last.current }),
    onData: ({ datasetEvents: event }) => {
      if (event.sequence <= last.current) return;
      last.current = event.sequence;
      const payload = event.payload as { attempt?: number; done?: number };
      if (event.type === "ImportStarted" || event.type === "ImportProgress") {
        setProgress({ attempt: payload.attempt ?? 1, done: payload.done ?? 0 });
      }
      if (endings.has(event.type)) router.refresh();
    },
  });
  return (
    <Alert mb="md" title={t(progress ? "importing" : "importWaiting")}>
      <Progress
        value={progress ? Math.max(2, 100 * progress.done) : 100}
        animated={!progress}
        aria-label={t("importing")}
        mb="xs"
      />
      <Group justify="space-between">
        <Text size="sm" role="status">
          {progress && t("importDone", { percent: percent(progress.done) })}
          {progress && progress.attempt > 1 && ` ${t("importAgain")}`}
        </Text>
        {namespace.permissions.includes("dataset:write") && (
          <Button
            size="xs"
            variant="default"
            loading={cancel.busy}
            onClick={() => cancel.send({ id: datasetId })}
          >
            {t("cancelImport")}
          </Button>
        )}
      </Group>
      {cancel.failure && (
        <Text size="sm" c="red" role="alert">
          {cancel.failure}
        </Text>
      )}
    </Alert>
  );
}
