"use client";

import { useFormatter } from "next-intl";
import { useMemo } from "react";

const byteUnits = ["byte", "kilobyte", "megabyte", "gigabyte", "terabyte"] as const;

interface Quantities {
  count(value: number): string;
  /** Powers of 1,000, as disks and browsers count. */
  bytes(value: number): string;
  duration(millis: number): string;
  percent(fraction: number): string;
}

/** Numbers with their units, in the viewer's language. */
export function useQuantities(): Quantities {
  const format = useFormatter();
  return useMemo(() => {
    const unit = (value: number, name: string, digits = 0) =>
      format.number(value, {
        style: "unit",
        unit: name,
        unitDisplay: "short",
        maximumFractionDigits: digits,
      });
    return {
      count: (value) => format.number(value),
      percent: (fraction) => format.number(fraction, { style: "percent", maximumFractionDigits: 1 }),
      bytes(value) {
        const power = Math.min(
          byteUnits.length - 1,
          Math.max(0, Math.floor(Math.log10(Math.max(1, value)) / 3)),
        );
        return unit(value / 1000 ** power, byteUnits[power] ?? "byte", power === 0 ? 0 : 1);
      },
      duration(millis) {
        if (millis < 1000) return unit(Math.round(millis), "millisecond");
        const seconds = millis / 1000;
        if (seconds < 60) return unit(seconds, "second", 1);
        if (seconds < 3600)
          return `${unit(Math.floor(seconds / 60), "minute")} ${unit(Math.floor(seconds % 60), "second")}`;
        return `${unit(Math.floor(seconds / 3600), "hour")} ${unit(Math.floor((seconds % 3600) / 60), "minute")}`;
      },
    };
  }, [format]);
}
