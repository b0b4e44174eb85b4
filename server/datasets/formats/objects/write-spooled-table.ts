import { badInput } from "../../../core/errors";
import { runWithProgress } from "../../engine/run-with-progress";
import { quoteName, quoteText } from "../../engine/sql-text";
import { columnNames } from "../column-names";
import type { ColumnName, Notice, ReadContext } from "../format";
import { parquetSettings } from "../parquet-settings";
import { typeOf } from "./observed-type";
import type { TableSpool } from "./table-spool";

/** Turns a spool whose rows are all written into a Parquet file, with the narrowest types that hold every value. */
export async function writeSpooledTable(
  spool: TableSpool,
  target: string,
  context: ReadContext,
): Promise<{ columns: ColumnName[]; rowCount: number; notices: Notice[] }> {
  const found = spool.columns;
  if (found.length === 0) throw badInput("The records have no keys, so the table would have no columns.");
  const { names, notices } = columnNames(found.map((column) => column.name));
  const columns = found.map((column, index) => {
    const { type, mixed } = typeOf(column.seen);
    const name = names[index]!;
    if (mixed) {
      const message = `"${name}" holds values of several kinds; they are kept as JSON.`;
      notices.push({ code: "MIXED_TYPES", column: name, message });
    }
    return { name, type, key: column.key };
  });
  const typed = columns.map(({ key, type }) => `${key}: ${quoteText(type)}`).join(", ");
  const named = columns.map(({ key, name }) => `${key} AS ${quoteName(name)}`).join(", ");
  const result = await runWithProgress(
    context.connection,
    `COPY (SELECT ${named} FROM read_json(${quoteText(spool.path)}, format = 'newline_delimited',
        columns = {${typed}}, maximum_object_size = ${objectBytes(context)}))
       TO ${quoteText(target)} (${parquetSettings(columns.length, spool.bytes / spool.rowCount)})`,
    context.progress,
  );
  const rowCount = Number(result.getRows()[0]?.[0] ?? 0);
  if (rowCount !== spool.rowCount) throw new Error(`The engine took ${rowCount} of ${spool.rowCount} rows.`);
  return { columns: columns.map(({ name, type }) => ({ name, type })), rowCount, notices };
}

/** Room for the longest record: up to four bytes a character, and the spool's own keys. */
const objectBytes = ({ limits }: ReadContext) =>
  Math.max(2 ** 24, limits.maxCellBytes * 4 + limits.maxColumns * 12);
