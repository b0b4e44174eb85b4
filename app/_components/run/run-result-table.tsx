"use client";

import { Loader, Text } from "@mantine/core";
import { useTranslations } from "next-intl";
import { graphql } from "../../_lib/graphql";
import { usePagedRequest } from "../../_lib/use-paged-request";
import { DataTable } from "../data/data-table";
import { Pager } from "../data/pager";
import { hasEnded, type RunDetail } from "./run-fragment";

const RunResult = graphql(`
  query RunResult($id: ID!, $offset: Int!, $limit: Int!) {
    run(id: $id) {
      result(offset: $offset, limit: $limit) { columns { name type } rows rowCount }
    }
  }
`);

const LIMIT = 50;

/** The rows that a run made, paged. */
export function RunResultTable({ run }: { run: RunDetail }) {
  const t = useTranslations("run");
  const ready = run.outputRows !== null && run.expiredAt === null;
  const { data, offset, move, busy, failure } = usePagedRequest(
    RunResult,
    (from) => ({ id: run.id, offset: from, limit: LIMIT }),
    ready ? run.id : null,
  );
  const result = data?.run?.result;
  if (run.expiredAt !== null) return <Text c="dimmed">{t("expired")}</Text>;
  if (!ready) return <Text c="dimmed">{t(hasEnded(run) ? "noResultEnded" : "noResult")}</Text>;
  if (failure) return <Text c="red">{failure}</Text>;
  if (!result) return <Loader size="sm" />;
  if (result.rowCount === 0) return <Text c="dimmed">{t("emptyResult")}</Text>;
  return (
    <>
      <DataTable
        columns={result.columns}
        rows={result.rows as readonly Record<string, unknown>[]}
        firstRow={offset + 1}
        label={t("result")}
      />
      <Pager offset={offset} limit={LIMIT} total={result.rowCount} onMove={move} busy={busy} />
    </>
  );
}
