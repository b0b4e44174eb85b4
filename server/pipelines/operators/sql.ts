import { z } from "zod";
import { hasCode, isAppError } from "../../core/errors";
import { checkSql } from "../../datasets/engine/check-sql";
import type { TableSource } from "../../datasets/engine/query-tables";
import type { Table } from "../tables/table";
import type { Operator } from "./operator";

const config = z.strictObject({
  query: z.string().min(1).max(100_000).describe("One SELECT over the table input, in DuckDB's SQL."),
  tables: z
    .array(z.string().min(1))
    .max(20)
    .default([])
    .describe("Further tables the query sees by name: datasets of the document and earlier steps."),
});

/** Runs one SELECT over the incoming table, which it sees as `input`; the result is the outgoing table. */
export const sql: Operator<z.infer<typeof config>> = {
  kind: "sql",
  summary: "Runs one SELECT statement (DuckDB) over the incoming rows, which it sees as the table input.",
  rows: "reshaping",
  config,
  tablesOf: ({ tables }) => tables,
  async check({ query, tables }) {
    const problems = await checkSql(query, ["input", ...tables]);
    return problems.map((problem) => ({ ...problem, path: ["query"] }));
  },
  async run({ query }, input, output, context) {
    const outputFile = output.scratchFile("ndjson");
    const others = Object.entries(context.tables).map(([name, table]) => [name, sourceOf(table)]);
    const tables = { ...Object.fromEntries(others), input: sourceOf(input) };
    try {
      const { rowCount } = await context.sql({ sql: query, tables, outputFile, signal: context.signal });
      await output.adopt({ path: outputFile, rowCount });
    } catch (error) {
      if (!isUnknownColumn(error) || input.rowCount > 0) throw error;
      context.logger.warn(
        "No rows came in, so their columns are unknown and the query could not run: no rows go out.",
      );
    }
    context.progress(input.rowCount);
    return undefined;
  },
};

const sourceOf = (table: Table): TableSource =>
  table.file ? { file: table.file } : { batches: () => table.batches() };

function isUnknownColumn(error: unknown): boolean {
  return (
    isAppError(error) &&
    hasCode(error, "BAD_USER_INPUT") &&
    error.problems.some(({ code }) => code === "sql-binding")
  );
}
