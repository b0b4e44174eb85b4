"use client";

import { Anchor, Badge, Button, Group, Table, Text } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconDatabaseOff, IconFileImport, IconUpload } from "@tabler/icons-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { EmptyHint } from "../../../_components/empty-hint";
import { KeyPager } from "../../../_components/key-pager";
import { LiveRefresh } from "../../../_components/live/live-refresh";
import { PageHeader } from "../../../_components/page-header";
import { Instant } from "../../../_components/text/instant";
import { StatusBadge } from "../../../_components/text/status-badge";
import { useAddress } from "../../../_lib/use-address";
import { useQuantities } from "../../../_lib/use-quantities";
import type { NamespaceOfViewer } from "../../../_lib/viewer";
import { DatasetFilters } from "./dataset-filters";
import type { DatasetPage } from "./datasets-query";
import { UploadDialog } from "./upload-dialog";

interface DatasetListProps {
  namespace: NamespaceOfViewer;
  datasets: DatasetPage;
}

export function DatasetList({ namespace, datasets }: DatasetListProps) {
  const t = useTranslations("data");
  const quantities = useQuantities();
  const { params, set } = useAddress();
  const [uploading, dialog] = useDisclosure(params.has("upload"));
  const mayWrite = namespace.permissions.includes("dataset:write");
  const filtered = ["q", "origin", "tag", "after"].some((name) => params.has(name));
  const rows = datasets.edges.map(({ node }) => node);
  const uploadButton = mayWrite && (
    <Button leftSection={<IconUpload size={16} aria-hidden />} onClick={dialog.open}>
      {t("upload")}
    </Button>
  );
  return (
    <>
      <LiveRefresh
        everyMs={rows.some(({ status }) => status === "PENDING" || status === "IMPORTING") ? 1_500 : 8_000}
      />
      <PageHeader title={t("title")} description={t("description")} actions={uploadButton} />
      {(rows.length > 0 || filtered) && (
        <DatasetFilters tags={[...new Set(rows.flatMap(({ tags }) => tags))]} />
      )}
      {rows.length === 0 && filtered && (
        <EmptyHint icon={IconDatabaseOff} title={t("nothingFoundTitle")} body={t("nothingFoundBody")}>
          <Button variant="default" onClick={() => set({ q: null, origin: null, tag: null, after: null })}>
            {t("clearFilters")}
          </Button>
        </EmptyHint>
      )}
      {rows.length === 0 && !filtered && (
        <EmptyHint
          icon={IconFileImport}
          title={t("emptyTitle")}
          body={t(mayWrite ? "emptyBody" : "emptyReadOnly")}
        >
          {uploadButton}
        </EmptyHint>
      )}
      {rows.length > 0 && (
        <Table.ScrollContainer minWidth={720}>
          <Table highlightOnHover verticalSpacing="xs" aria-label={t("title")}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t("name")}</Table.Th>
                <Table.Th>{t("status")}</Table.Th>
                <Table.Th>{t("origin")}</Table.Th>
                <Table.Th ta="right">{t("rows")}</Table.Th>
                <Table.Th ta="right">{t("size")}</Table.Th>
                <Table.Th>{t("changed")}</Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {rows.map((dataset) => (
                <Table.Tr key={dataset.id}>
                  <Table.Td>
                    <Group gap="xs">
                      <Anchor
                        component={Link}
                        href={`/${namespace.slug}/data/${dataset.id}`}
                        size="sm"
                        fw={500}
                      >
                        {dataset.name}
                      </Anchor>
                      {dataset.tags.map((tag) => (
                        <Badge key={tag} size="xs" variant="default" tt="none">
                          {tag}
                        </Badge>
                      ))}
                    </Group>
                  </Table.Td>
                  <Table.Td>
                    <StatusBadge status={dataset.status} />
                  </Table.Td>
                  <Table.Td>
                    {t(dataset.origin === "generated" ? "originGenerated" : "originUploaded")}
                    <Text span size="xs" c="dimmed" ml={6} ff="monospace">
                      {dataset.format}
                    </Text>
                  </Table.Td>
                  <Table.Td ta="right">
                    {dataset.rowCount === null ? "–" : quantities.count(dataset.rowCount)}
                  </Table.Td>
                  <Table.Td ta="right">{quantities.bytes(dataset.rawBytes)}</Table.Td>
                  <Table.Td>
                    <Instant at={dataset.createdAt} />
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
      <KeyPager endCursor={datasets.pageInfo.hasNextPage ? (datasets.pageInfo.endCursor ?? null) : null} />
      {mayWrite && <UploadDialog opened={uploading} onClose={dialog.close} namespace={namespace.slug} />}
    </>
  );
}
