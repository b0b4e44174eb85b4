"use client";

import { Alert, Button, Text } from "@mantine/core";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { graphql } from "../../../../_lib/graphql";
import { newIdempotencyKey } from "../../../../_lib/idempotency-key";
import { useMutation } from "../../../../_lib/use-mutation";
import type { DatasetDetail } from "./dataset-query";

const RetryImport = graphql(`
  mutation RetryImport($id: ID!, $idempotencyKey: String!) {
    retryImport(id: $id, idempotencyKey: $idempotencyKey) {
      dataset { id }
      errors { code message path }
    }
  }
`);

/** Why there is no table, and the ways on. */
export function ImportFailure({ dataset, mayRetry }: { dataset: DatasetDetail; mayRetry: boolean }) {
  const t = useTranslations("dataset");
  const router = useRouter();
  const retry = useMutation(RetryImport, ({ retryImport }) => retryImport.errors);
  const { error } = dataset;
  const again = async () => {
    if (await retry.send({ id: dataset.id, idempotencyKey: newIdempotencyKey() })) router.refresh();
  };
  return (
    <Alert color={error ? "red" : "orange"} title={t(error ? "importFailed" : "importCancelled")} mb="md">
      {error && <Text size="sm">{error.message}</Text>}
      {error && error.line !== null && (
        <Text size="sm">
          {error.column === null
            ? t("atLine", { line: error.line })
            : t("atLineColumn", { line: error.line, column: error.column })}
        </Text>
      )}
      {error && (
        <Text size="sm" mt="xs">
          {t("importFailedHint")}
        </Text>
      )}
      {retry.failure && (
        <Text size="sm" role="alert">
          {retry.failure}
        </Text>
      )}
      {mayRetry && (
        <Button size="xs" variant="default" mt="xs" loading={retry.busy} onClick={again}>
          {t("retryImport")}
        </Button>
      )}
    </Alert>
  );
}
