"use client";

import { Badge, Group, Table, Tabs } from "@mantine/core";
import { useTranslations } from "next-intl";
import { DataTable } from "../../../../_components/data/data-table";
import { Pager } from "../../../../_components/data/pager";
import { PageHeader } from "../../../../_components/page-header";
import { StatusBadge } from "../../../../_components/text/status-badge";
import { useAddress } from "../../../../_lib/use-address";
import { useQuantities } from "../../../../_lib/use-quantities";
import type { NamespaceOfViewer } from "../../../../_lib/viewer";
import { DatasetActions } from "./dataset-actions";
import { DatasetFacts } from "./dataset-facts";
import { DatasetLineage } from "./dataset-lineage";
import { type DatasetDetail, ROWS_SHOWN } from "./dataset-query";
import { ImportFailure } from "./import-failure";
import { ImportProgress } from "./import-progress";
import { RejectedRows } from "./rejected-rows";

interface DatasetViewProps {
  namespace: NamespaceOfViewer;
  dataset: DatasetDetail;
  offset: number;
}

export function DatasetView({ namespace, dataset, offset }: DatasetViewProps) {
  const t = useTranslations("dataset");
  const { count } = useQuantities();
  const { params, set, busy } = useAddress();
  const importing = dataset.status === "PENDING" || dataset.status === "IMPORTING";
  const { rows } = dataset;
  return (
    <>
      <PageHeader
        title={dataset.name}
        description={
          <Group gap="xs">
            <StatusBadge status={dataset.status} />
            {dataset.tags.map((tag) => (
              <Badge key={tag} size="sm" variant="default" tt="none">
                {tag}
              </Badge>
            ))}
          </Group>
        }
        actions={<DatasetActions namespace={namespace} dataset={dataset} />}
      />
      {importing && <ImportProgress namespace={namespace} datasetId={dataset.id} />}
      {(dataset.status === "FAILED" || dataset.status === "CANCELLED") && (
        <ImportFailure dataset={dataset} mayRetry={namespace.permissions.includes("dataset:write")} />
      )}
      <Tabs
        value={params.get("tab") ?? (rows ? "table" : "about")}
        onChange={(tab) => set({ tab, offset: null })}
        keepMounted={false}
      >
        <Tabs.List mb="md">
          {rows && <Tabs.Tab value="table">{t("table")}</Tabs.Tab>}
          {dataset.columns && (
            <Tabs.Tab
              value="columns"
              rightSection={
                <Badge size="xs" variant="default">
                  {dataset.columns.length}
                </Badge>
              }
            >
              {t("columns")}
            </Tabs.Tab>
          )}
          {dataset.rejectedCount > 0 && (
            <Tabs.Tab
              value="rejected"
              rightSection={
                <Badge size="xs" color="orange">
                  {count(dataset.rejectedCount)}
                </Badge>
              }
            >
              {t("rejected")}
            </Tabs.Tab>
          )}
          <Tabs.Tab value="lineage">{t("lineage")}</Tabs.Tab>
          <Tabs.Tab value="about">{t("facts")}</Tabs.Tab>
        </Tabs.List>
        {rows && (
          <Tabs.Panel value="table">
            <DataTable
              columns={rows.columns}
              rows={asRows(rows.rows)}
              firstRow={offset + 1}
              label={dataset.name}
            />
            <Pager
              offset={offset}
              limit={ROWS_SHOWN}
              total={rows.rowCount}
              busy={busy}
              onMove={(to) => set({ offset: to === 0 ? null : String(to) }, { keep: true })}
            />
          </Tabs.Panel>
        )}
        <Tabs.Panel value="columns">
          <Table maw={560} aria-label={t("columns")}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t("column")}</Table.Th>
                <Table.Th>{t("type")}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {dataset.columns?.map(({ name, type }) => (
                <Table.Tr key={name}>
                  <Table.Td>{name}</Table.Td>
                  <Table.Td ff="monospace">{type}</Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Tabs.Panel>
        <Tabs.Panel value="rejected">
          <RejectedRows dataset={dataset} />
        </Tabs.Panel>
        <Tabs.Panel value="lineage">
          <DatasetLineage namespace={namespace} dataset={dataset} />
        </Tabs.Panel>
        <Tabs.Panel value="about">
          <DatasetFacts dataset={dataset} />
        </Tabs.Panel>
      </Tabs>
    </>
  );
}

const asRows = (rows: readonly unknown[]) => rows as readonly Record<string, unknown>[];
