"use client";

import { Code, Loader, Table, Text } from "@mantine/core";
import { useTranslations } from "next-intl";
import { graphql } from "../../_lib/graphql";
import { usePagedRequest } from "../../_lib/use-paged-request";
import { useQuantities } from "../../_lib/use-quantities";
import { Pager } from "../data/pager";
import type { RunDetail } from "./run-fragment";

const RunFailures = graphql(`
  query RunFailures($id: ID!, $offset: Int!, $limit: Int!) {
    run(id: $id) {
      failures(offset: $offset, limit: $limit) { position operation index reason row }
    }
  }
`);

const LIMIT = 25;

/** Rows that an operation could not process, each with its reason. */
export function RunFailureTable({ run }: { run: RunDetail }) {
  const t = useTranslations("run");
  const { count } = useQuantities();
  const { data, offset, move, busy, failure } = usePagedRequest(
    RunFailures,
    (from) => ({ id: run.id, offset: from, limit: LIMIT }),
    run.rowsFailed > 0 && run.expiredAt === null ? `${run.id}:${run.status}` : null,
  );
  const failures = data?.run?.failures;
  if (run.rowsFailed === 0) return <Text c="dimmed">{t("noFailures")}</Text>;
  if (run.expiredAt !== null) return <Text c="dimmed">{t("expired")}</Text>;
  if (failure) return <Text c="red">{failure}</Text>;
  if (!failures) return <Loader size="sm" />;
  return (
    <>
      <Table.ScrollContainer minWidth={560}>
        <Table aria-label={t("failures")}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t("operation")}</Table.Th>
              <Table.Th ta="right">{t("inputRow")}</Table.Th>
              <Table.Th>{t("reason")}</Table.Th>
              <Table.Th>{t("row")}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {failures.map((failed) => (
              <Table.Tr key={`${failed.position}:${failed.index}`}>
                <Table.Td>{failed.operation}</Table.Td>
                <Table.Td ta="right">{count(failed.index + 1)}</Table.Td>
                <Table.Td>{failed.reason}</Table.Td>
                <Table.Td>
                  <Code style={{ overflowWrap: "anywhere" }}>{JSON.stringify(failed.row).slice(0, 500)}</Code>
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      <Pager offset={offset} limit={LIMIT} total={run.rowsFailed} onMove={move} busy={busy} />
    </>
  );
}
