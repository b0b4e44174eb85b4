"use client";

import { Table, Text } from "@mantine/core";
import { useTranslations } from "next-intl";
import { useQuantities } from "../../../../_lib/use-quantities";
import type { DatasetDetail } from "./dataset-query";

/** The rows of the file that the import refused, each with its line and the reason. */
export function RejectedRows({ dataset }: { dataset: DatasetDetail }) {
  const t = useTranslations("dataset");
  const { count } = useQuantities();
  const { rejects, rejectedCount } = dataset;
  return (
    <>
      {rejects.length < rejectedCount && (
        <Text size="sm" c="dimmed" mb="xs">
          {t("rejectsCut", { shown: count(rejects.length), total: count(rejectedCount) })}
        </Text>
      )}
      <Table.ScrollContainer minWidth={560} maxHeight={600}>
        <Table aria-label={t("rejected")} stickyHeader>
          <Table.Thead>
            <Table.Tr>
              <Table.Th ta="right">{t("line")}</Table.Th>
              <Table.Th>{t("column")}</Table.Th>
              <Table.Th>{t("reason")}</Table.Th>
              <Table.Th>{t("excerpt")}</Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {rejects.map((reject, index) => (
              // biome-ignore lint/suspicious/noArrayIndexKey: one line can be refused for several reasons
              <Table.Tr key={index}>
                <Table.Td ta="right">{count(reject.line)}</Table.Td>
                <Table.Td>{reject.column}</Table.Td>
                <Table.Td>{reject.reason}</Table.Td>
                <Table.Td ff="monospace" fz="xs" style={{ overflowWrap: "anywhere" }}>
                  {reject.excerpt}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </>
  );
}
