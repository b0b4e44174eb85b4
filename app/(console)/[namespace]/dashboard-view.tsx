"use client";

import { Anchor, Button, Card, Group, SegmentedControl, SimpleGrid, Text, Title } from "@mantine/core";
import { IconChartBar } from "@tabler/icons-react";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { EmptyHint } from "../../_components/empty-hint";
import { LiveRefresh } from "../../_components/live/live-refresh";
import { PageHeader } from "../../_components/page-header";
import { useAddress } from "../../_lib/use-address";
import { useQuantities } from "../../_lib/use-quantities";
import type { NamespaceOfViewer } from "../../_lib/viewer";
import type { Dashboard } from "./dashboard-query";
import { type SpanName, spanNames } from "./dashboard-spans";
import { RunChart } from "./run-chart";
import { RunTable } from "./runs/run-table";

interface DashboardViewProps {
  namespace: NamespaceOfViewer;
  dashboard: Dashboard;
  span: SpanName;
}

export function DashboardView({ namespace, dashboard, span }: DashboardViewProps) {
  const t = useTranslations("dashboard");
  const { count, percent } = useQuantities();
  const { set } = useAddress();
  const { runSummary: summary, runs, namespace: counts } = dashboard;
  const base = `/${namespace.slug}`;
  const ended = summary.succeeded + summary.failed;
  const latest = runs.edges.map(({ node }) => node);
  return (
    <>
      <LiveRefresh everyMs={5_000} />
      <PageHeader
        title={t("title")}
        actions={
          <SegmentedControl
            aria-label={t("window")}
            value={span}
            onChange={(value) => set({ span: value === "day" ? null : value })}
            data={spanNames.map((value) => ({ value, label: t(value) }))}
          />
        }
      />
      <SimpleGrid cols={{ base: 2, md: 5 }} mb="lg">
        <Figure label={t("runs")} value={count(summary.total)} href={`${base}/runs`} />
        <Figure label={t("successRate")} value={ended === 0 ? "–" : percent(summary.succeeded / ended)} />
        <Figure label={t("active")} value={count(summary.active)} href={`${base}/runs`} />
        <Figure label={t("datasets")} value={count(counts?.datasetCount ?? 0)} href={`${base}/data`} />
        <Figure label={t("pipelines")} value={count(counts?.pipelineCount ?? 0)} href={`${base}/execute`} />
      </SimpleGrid>
      {latest.length === 0 ? (
        <EmptyHint icon={IconChartBar} title={t("welcome")} body={t("welcomeBody")}>
          <Button component={Link} href={`${base}/data`} variant="default">
            {t("toData")}
          </Button>
          <Button component={Link} href={`${base}/execute`}>
            {t("toExecute")}
          </Button>
        </EmptyHint>
      ) : (
        <>
          <Card withBorder mb="lg" component="section" aria-labelledby="over-time">
            <Title order={2} size="h5" mb="sm" id="over-time">
              {t("overTime")}
            </Title>
            {ended + summary.cancelled === 0 ? (
              <Text c="dimmed" size="sm">
                {t("noRuns")}
              </Text>
            ) : (
              <RunChart buckets={summary.buckets} span={span} />
            )}
          </Card>
          <Group justify="space-between" mb="xs">
            <Title order={2} size="h5">
              {t("latest")}
            </Title>
            <Anchor component={Link} href={`${base}/runs`} size="sm">
              {t("all")}
            </Anchor>
          </Group>
          <RunTable runs={latest} namespace={namespace.slug} />
        </>
      )}
    </>
  );
}

function Figure({ label, value, href }: { label: string; value: string; href?: string }) {
  const content = (
    <>
      <Text size="sm" c="dimmed">
        {label}
      </Text>
      <Text fz={26} fw={600} lh={1.3} style={{ fontVariantNumeric: "tabular-nums" }}>
        {value}
      </Text>
    </>
  );
  return href ? (
    <Card withBorder component={Link} href={href}>
      {content}
    </Card>
  ) : (
    <Card withBorder>{content}</Card>
  );
}
