import type {
  DuckDBConnection,
  DuckDBListType,
  DuckDBMapType,
  DuckDBStructType,
  DuckDBType,
} from "@duckdb/node-api";
import { DuckDBTypeId } from "@duckdb/node-api";
import { quoteName, quoteText } from "./sql-text";

/** All rows decide the types; objects become records however much their keys differ. */
const detection = "sample_size = -1, map_inference_threshold = -1, field_appearance_threshold = 0";

/**
 * A table expression that reads an NDJSON file with the types that its whole content has. DuckDB's detection would
 * turn texts that look like dates, times or UUIDs into such; here they stay texts: a row that passes through must not change.
 */
export async function ndjsonReader(connection: DuckDBConnection, path: string): Promise<string> {
  const read = (options: string) => `read_json(${quoteText(path)}, format = 'newline_delimited', ${options})`;
  const detected = await connection.prepare(`SELECT * FROM ${read(detection)}`);
  const columns = Array.from({ length: detected.columnCount }, (_, at) => {
    return `${quoteText(detected.columnName(at))}: ${quoteText(jsonType(detected.columnType(at)))}`;
  });
  detected.destroySync();
  return read(`columns = {${columns.join(", ")}}`);
}

/** A type as JSON has it: text, number, truth value, list, record, or JSON where values are of several kinds. */
function jsonType(type: DuckDBType): string {
  if (type.alias === "JSON") return "JSON";
  switch (type.typeId) {
    case DuckDBTypeId.LIST:
      return `${jsonType((type as DuckDBListType).valueType)}[]`;
    case DuckDBTypeId.MAP:
      return `MAP(VARCHAR, ${jsonType((type as DuckDBMapType).valueType)})`;
    case DuckDBTypeId.STRUCT: {
      const { entryNames, entryTypes } = type as DuckDBStructType;
      return `STRUCT(${entryNames.map((name, at) => `${quoteName(name)} ${jsonType(entryTypes[at]!)}`).join(", ")})`;
    }
    case DuckDBTypeId.BOOLEAN:
    case DuckDBTypeId.BIGINT:
    case DuckDBTypeId.HUGEINT:
    case DuckDBTypeId.DOUBLE:
      return type.toString();
    case DuckDBTypeId.UBIGINT:
      // Unsigned numbers cannot be subtracted below zero, which nobody expects of a number in JSON.
      return "HUGEINT";
    default:
      return "VARCHAR";
  }
}
