"use client";

import { Table } from "@mantine/core";
import type { ReactNode } from "react";

export interface Fact {
  label: string;
  /** Left out when empty. */
  value: ReactNode;
}

/** What is known about one thing, line by line. */
export function FactList({ facts }: { facts: readonly Fact[] }) {
  return (
    <Table variant="vertical" layout="fixed" maw={720}>
      <Table.Tbody>
        {facts
          .filter(({ value }) => value !== null && value !== undefined && value !== "")
          .map(({ label, value }) => (
            <Table.Tr key={label}>
              <Table.Th w={180}>{label}</Table.Th>
              <Table.Td style={{ overflowWrap: "anywhere" }}>{value}</Table.Td>
            </Table.Tr>
          ))}
      </Table.Tbody>
    </Table>
  );
}
