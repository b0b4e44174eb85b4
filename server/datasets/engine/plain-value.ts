import {
  type DuckDBDateValue,
  type DuckDBTimestampValue,
  type DuckDBType,
  DuckDBTypeId,
  type DuckDBValue,
  type DuckDBValueConverter,
  JsonDuckDBValueConverter,
} from "@duckdb/node-api";

/** What a cell is once it has left the engine: JSON and nothing else. */
export type Plain = null | boolean | number | string | Plain[] | { [key: string]: Plain };

/**
 * Turns one cell into plain JSON:
 * integers → number, beyond ±(2^53 − 1) a decimal string; floats → number, or "NaN", "Infinity", "-Infinity";
 * DECIMAL → its exact decimal string; DATE → "2026-01-31"; TIME → "09:30:00"; TIMESTAMP → "2026-01-31T09:30:00[.123456]";
 * TIMESTAMP WITH TIME ZONE → the same in UTC with "Z"; JSON → the value itself (see `columnReaders`); BLOB → base64; lists → arrays;
 * structs → objects.
 */
export const plainValue: DuckDBValueConverter<Plain> = (value, type, self) => {
  if (value === null || value === undefined) return null;
  switch (type.typeId) {
    case DuckDBTypeId.BIGINT:
    case DuckDBTypeId.UBIGINT:
    case DuckDBTypeId.HUGEINT:
    case DuckDBTypeId.UHUGEINT:
      return plainInteger(value as bigint);
    case DuckDBTypeId.DATE:
      return plainDate(value as DuckDBDateValue);
    case DuckDBTypeId.TIMESTAMP:
      return plainTimestamp((value as DuckDBTimestampValue).micros, "");
    case DuckDBTypeId.TIMESTAMP_TZ:
      return plainTimestamp((value as DuckDBTimestampValue).micros, "Z");
    case DuckDBTypeId.BLOB:
      return Buffer.from((value as { bytes: Uint8Array }).bytes).toString("base64");
    default:
      return other(value, type, self);
  }
};

function plainInteger(value: bigint): Plain {
  const number = Number(value);
  return Number.isSafeInteger(number) ? number : value.toString();
}

function plainDate(value: DuckDBDateValue): Plain {
  return value.isFinite ? new Date(value.days * 86_400_000).toISOString().slice(0, -14) : value.toString();
}

const endOfTime = 9_223_372_036_854_775_807n;

function plainTimestamp(micros: bigint, zone: "" | "Z"): Plain {
  if (micros >= endOfTime) return "infinity";
  if (micros <= -endOfTime) return "-infinity";
  const fraction = ((micros % 1_000_000n) + 1_000_000n) % 1_000_000n;
  const date = new Date(Number((micros - fraction) / 1000n));
  // DuckDB's years reach beyond what Date can hold.
  if (Number.isNaN(date.getTime())) return `${micros}`;
  const digits = fraction === 0n ? "" : `.${fraction.toString().padStart(6, "0").replace(/0+$/, "")}`;
  return `${date.toISOString().slice(0, -5)}${digits}${zone}`;
}

/** The library's own rules for the rest; only its integers inside lists and structs come back through `plainValue`. */
function other(value: DuckDBValue, type: DuckDBType, self: DuckDBValueConverter<Plain>): Plain {
  return JsonDuckDBValueConverter(value, type, self as never) as Plain;
}
