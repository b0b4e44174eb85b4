"use client";

import { Table, Text } from "@mantine/core";
import { useTranslations } from "next-intl";
import type { ReactNode } from "react";
import { Cell } from "./cell";
import classes from "./data-table.module.css";

export interface Column {
  name: string;
  type: string;
}

interface DataTableProps {
  columns: readonly Column[];
  /** Rows as objects by column name. */
  rows: readonly Readonly<Record<string, unknown>>[];
  /** Number of the first row shown, from 1. */
  firstRow?: number;
  label: string;
  /** A column after the data's own, for example the reason why a row was refused. */
  extra?: { title: string; render: (row: number) => ReactNode };
}

/** Rows of somebody's data, exactly as they are: numbers and texts are not dressed up. */
export function DataTable({ columns, rows, firstRow = 1, label, extra }: DataTableProps) {
  const t = useTranslations("table");
  return (
    // A scrolling region must be reachable by keyboard, or its right half cannot be read without a mouse.
    // biome-ignore lint/a11y/noNoninteractiveTabindex: it scrolls
    <section className={classes.frame} aria-label={label} tabIndex={0}>
      <Table stickyHeader highlightOnHover withColumnBorders fz="sm" className={classes.table}>
        <Table.Thead>
          <Table.Tr>
            <Table.Th scope="col" className={classes.number}>
              {t("row")}
            </Table.Th>
            {columns.map((column) => (
              <Table.Th key={column.name} scope="col" ta={isNumeric(column.type) ? "right" : undefined}>
                {column.name}
                <Text size="xs" c="dimmed" ff="monospace" fw={400}>
                  {column.type}
                </Text>
              </Table.Th>
            ))}
            {extra && <Table.Th scope="col">{extra.title}</Table.Th>}
          </Table.Tr>
        </Table.Thead>
        <Table.Tbody>
          {rows.map((row, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: rows have no identity but their place
            <Table.Tr key={index}>
              <Table.Td className={classes.number}>{firstRow + index}</Table.Td>
              {columns.map((column) => (
                <Cell key={column.name} value={row[column.name]} />
              ))}
              {extra && <Table.Td>{extra.render(index)}</Table.Td>}
            </Table.Tr>
          ))}
        </Table.Tbody>
      </Table>
    </section>
  );
}

const isNumeric = (type: string): boolean => /^(number|.*INT|DOUBLE|FLOAT|REAL|DECIMAL.*)$/i.test(type);
