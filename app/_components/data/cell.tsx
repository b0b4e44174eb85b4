"use client";

import { Table, Text } from "@mantine/core";
import classes from "./data-table.module.css";

/** Longer values are cut in the table; the whole is the title up to as much as a browser shows. */
const SHOWN = 160;
const TITLE = 4_000;

/** One value: absent, number, text or nested, each to be told apart at a glance. */
export function Cell({ value }: { value: unknown }) {
  if (value === null || value === undefined) {
    return (
      <Table.Td>
        <Text span size="sm" c="dimmed" fs="italic">
          null
        </Text>
      </Table.Td>
    );
  }
  const text = typeof value === "object" ? JSON.stringify(value) : String(value);
  const cut = text.length > SHOWN;
  return (
    <Table.Td
      className={
        typeof value === "number"
          ? classes.numeric
          : typeof value === "object"
            ? classes.nested
            : classes.text
      }
      title={cut ? text.slice(0, TITLE) : undefined}
    >
      {cut ? `${text.slice(0, SHOWN)}…` : text}
    </Table.Td>
  );
}
