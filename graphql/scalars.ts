import { GraphQLError, GraphQLScalarType, Kind } from "graphql";

/** An instant in UTC, as ISO 8601. */
export const dateTimeScalar = new GraphQLScalarType<Date, string>({
  name: "DateTime",
  description: "An instant in UTC: 2026-01-31T12:00:00.000Z.",
  serialize: (value) => toDate(value).toISOString(),
  parseValue: toDate,
  parseLiteral: (node) => {
    if (node.kind !== Kind.STRING)
      throw new GraphQLError("A DateTime is written as a string.", { nodes: node });
    return toDate(node.value);
  },
});

/** Counts and sizes beyond 2³¹ that still fit a JavaScript number exactly. */
export const longScalar = new GraphQLScalarType<number | bigint, number>({
  name: "Long",
  description: "A whole number up to 2⁵³ − 1: rows, bytes, tokens.",
  serialize: toLong,
  parseValue: toLong,
  parseLiteral: (node) => {
    if (node.kind !== Kind.INT)
      throw new GraphQLError("A Long is written as a whole number.", { nodes: node });
    return toLong(Number(node.value));
  },
});

/** Any JSON value: a row of a table, an event's payload. Output only. */
export const jsonScalar = new GraphQLScalarType<unknown, unknown>({
  name: "JSON",
  description: "Any JSON value.",
  serialize: (value) => value,
});

function toDate(value: unknown): Date {
  const date = value instanceof Date ? value : new Date(typeof value === "string" ? value : Number.NaN);
  if (Number.isNaN(date.getTime()))
    throw new GraphQLError(`Not an instant: ${JSON.stringify(value)}. Write 2026-01-31T12:00:00Z.`);
  return date;
}

function toLong(value: unknown): number {
  const number = typeof value === "bigint" ? Number(value) : value;
  if (typeof number !== "number" || !Number.isSafeInteger(number))
    throw new GraphQLError(`Not a whole number: ${String(value)}.`);
  return number;
}
