"use client";

import { BarChart } from "@mantine/charts";
import { VisuallyHidden } from "@mantine/core";
import { useFormatter, useTranslations } from "next-intl";
import { useQuantities } from "../../_lib/use-quantities";
import type { Dashboard } from "./dashboard-query";
import type { SpanName } from "./dashboard-spans";

interface RunChartProps {
  buckets: Dashboard["runSummary"]["buckets"];
  span: SpanName;
}

/** Ended runs over time by outcome. The same figures follow as a table for those who do not see the bars. */
export function RunChart({ buckets, span }: RunChartProps) {
  const t = useTranslations("dashboard");
  const format = useFormatter();
  const { count } = useQuantities();
  const label = (from: string) =>
    format.dateTime(
      new Date(from),
      span === "day"
        ? { hour: "2-digit", minute: "2-digit" }
        : { month: "short", day: "numeric", hour: span === "week" ? "2-digit" : undefined },
    );
  const data = buckets.map((bucket) => ({ ...bucket, label: label(bucket.from) }));
  return (
    <>
      <BarChart
        h={220}
        data={data}
        dataKey="label"
        type="stacked"
        withLegend
        aria-hidden
        // Hidden from screen readers, who get the table: so nothing in it may take the focus.
        barChartProps={{ accessibilityLayer: false }}
        valueFormatter={count}
        yAxisProps={{ allowDecimals: false, width: 36 }}
        series={[
          { name: "succeeded", label: t("succeeded"), color: "green.6" },
          { name: "failed", label: t("failed"), color: "red.6" },
          { name: "cancelled", label: t("cancelled"), color: "orange.5" },
        ]}
      />
      <VisuallyHidden>
        <table>
          <caption>{t("overTime")}</caption>
          <thead>
            <tr>
              <th>{t("window")}</th>
              <th>{t("succeeded")}</th>
              <th>{t("failed")}</th>
              <th>{t("cancelled")}</th>
            </tr>
          </thead>
          <tbody>
            {data.map((bucket) => (
              <tr key={bucket.from}>
                <th scope="row">{bucket.label}</th>
                <td>{bucket.succeeded}</td>
                <td>{bucket.failed}</td>
                <td>{bucket.cancelled}</td>
              </tr>
            ))}
          </tbody>
        </table>
      </VisuallyHidden>
    </>
  );
}
