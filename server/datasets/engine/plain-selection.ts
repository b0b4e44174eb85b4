import { type DuckDBDecimalType, type DuckDBType, DuckDBTypeId } from "@duckdb/node-api";
import { quoteName } from "./sql-text";

/**
 * A select list that turns columns into what JSON can say, as `plainValue` does for stored tables: integers beyond
 * ±(2^53 − 1) and decimals that a double cannot hold → texts; NaN and infinities → "NaN", "Infinity", "-Infinity"
 * (inside lists and structs null); TIMESTAMP → "2026-01-31T09:30:00[.123456]", with time zone the same in UTC with "Z".
 */
export function plainSelection(
  columns: readonly { readonly name: string; readonly type: DuckDBType }[],
): string {
  return columns.map(({ name, type }) => `${plain(quoteName(name), type)} AS ${quoteName(name)}`).join(", ");
}

function plain(column: string, type: DuckDBType): string {
  switch (type.typeId) {
    case DuckDBTypeId.BIGINT:
    case DuckDBTypeId.UBIGINT:
    case DuckDBTypeId.HUGEINT:
    case DuckDBTypeId.UHUGEINT:
      return orText(column, `${column} BETWEEN -9007199254740991 AND 9007199254740991`, column);
    case DuckDBTypeId.FLOAT:
    case DuckDBTypeId.DOUBLE:
      return `CASE WHEN isfinite(${column}) THEN to_json(${column}) WHEN isnan(${column}) THEN '"NaN"'::JSON WHEN ${column} > 0 THEN '"Infinity"'::JSON WHEN ${column} < 0 THEN '"-Infinity"'::JSON END`;
    case DuckDBTypeId.DECIMAL: {
      const { width, scale } = type as DuckDBDecimalType;
      const exact = `TRY_CAST(${column}::DOUBLE AS DECIMAL(${width}, ${scale})) = ${column}`;
      return orText(column, exact, `${column}::DOUBLE`);
    }
    case DuckDBTypeId.TIMESTAMP:
    case DuckDBTypeId.TIMESTAMP_S:
    case DuckDBTypeId.TIMESTAMP_MS:
    case DuckDBTypeId.TIMESTAMP_NS:
      return `replace(${column}::VARCHAR, ' ', 'T')`;
    case DuckDBTypeId.TIMESTAMP_TZ:
      return `replace((${column} AT TIME ZONE 'UTC')::VARCHAR, ' ', 'T') || 'Z'`;
    case DuckDBTypeId.LIST:
    case DuckDBTypeId.ARRAY:
    case DuckDBTypeId.STRUCT:
    case DuckDBTypeId.MAP:
    case DuckDBTypeId.UNION:
      return /\b(FLOAT|DOUBLE)\b/.test(type.toString()) ? withoutNaN(column) : column;
    default:
      return column;
  }
}

const orText = (column: string, fits: string, number: string) =>
  `CASE WHEN ${fits} THEN to_json(${number}) ELSE to_json(${column}::VARCHAR) END`;

/** The engine writes bare NaN and Infinity, which is not JSON; only values in which they occur are rewritten. */
function withoutNaN(column: string): string {
  const json = `to_json(${column})`;
  const bare = "([:\\[,])(NaN|-?Infinity)";
  return `CASE WHEN regexp_matches(${json}::VARCHAR, '${bare}') THEN regexp_replace(${json}::VARCHAR, '${bare}', '\\1null', 'g')::JSON ELSE ${json} END`;
}
