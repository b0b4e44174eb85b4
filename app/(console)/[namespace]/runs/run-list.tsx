"use client";

import { Button } from "@mantine/core";
import { IconHistoryOff, IconPlayerPlay } from "@tabler/icons-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { EmptyHint } from "../../../_components/empty-hint";
import { KeyPager } from "../../../_components/key-pager";
import { LiveRefresh } from "../../../_components/live/live-refresh";
import { PageHeader } from "../../../_components/page-header";
import { useAddress } from "../../../_lib/use-address";
import type { NamespaceOfViewer } from "../../../_lib/viewer";
import { RunFilters } from "./run-filters";
import { RunTable } from "./run-table";
import type { RunPage } from "./runs-query";

const filters = ["status", "pipeline", "user", "time", "after"];

export function RunList({ namespace, page }: { namespace: NamespaceOfViewer; page: RunPage }) {
  const t = useTranslations("runs");
  const { params, set } = useAddress();
  const { edges, pageInfo } = page.runs;
  const runs = edges.map(({ node }) => node);
  const filtered = filters.some((name) => params.has(name));
  return (
    <>
      <LiveRefresh everyMs={3_000} />
      <PageHeader title={t("title")} description={t("description")} />
      {(runs.length > 0 || filtered) && <RunFilters page={page} />}
      {runs.length > 0 && <RunTable runs={runs} namespace={namespace.slug} />}
      {runs.length === 0 && filtered && (
        <EmptyHint icon={IconHistoryOff} title={t("nothingFoundTitle")} body={t("nothingFoundBody")}>
          <Button
            variant="default"
            onClick={() => set(Object.fromEntries(filters.map((name) => [name, null])))}
          >
            {t("clearFilters")}
          </Button>
        </EmptyHint>
      )}
      {runs.length === 0 && !filtered && (
        <EmptyHint icon={IconPlayerPlay} title={t("emptyTitle")} body={t("emptyBody")}>
          <Button component={Link} href={`/${namespace.slug}/execute`}>
            {t("goExecute")}
          </Button>
        </EmptyHint>
      )}
      <KeyPager endCursor={pageInfo.hasNextPage ? (pageInfo.endCursor ?? null) : null} />
    </>
  );
}
