"use client";

import { Code } from "@mantine/core";
import { useTranslations } from "next-intl";
import { FactList } from "../../../../_components/fact-list";
import { Instant } from "../../../../_components/text/instant";
import { useQuantities } from "../../../../_lib/use-quantities";
import type { DatasetDetail } from "./dataset-query";

/** What is known about a dataset beside its rows. */
export function DatasetFacts({ dataset }: { dataset: DatasetDetail }) {
  const t = useTranslations("dataset");
  const list = useTranslations("data");
  const { bytes, count } = useQuantities();
  const { origin, rowCount, importedAt, contentHash } = dataset;
  return (
    <FactList
      facts={[
        { label: t("origin"), value: t(origin === "generated" ? "originGenerated" : "originUploaded") },
        { label: t("source"), value: dataset.source },
        { label: t("fileName"), value: dataset.fileName },
        { label: list("format"), value: dataset.format },
        { label: list("size"), value: bytes(dataset.rawBytes) },
        { label: list("rows"), value: rowCount === null ? null : count(rowCount) },
        { label: t("createdAt"), value: <Instant at={dataset.createdAt} as="exact" /> },
        { label: t("createdBy"), value: dataset.createdBy?.name },
        { label: t("importedAt"), value: importedAt && <Instant at={importedAt} as="exact" /> },
        { label: t("hash"), value: contentHash && <Code>{contentHash}</Code> },
      ]}
    />
  );
}
