/** What was seen in one column so far, as bits; the column's type follows from all of them. */
export const seen = {
  boolean: 1,
  integer: 2,
  long: 4,
  float: 8,
  date: 16,
  timestamp: 32,
  instant: 64,
  text: 128,
  nested: 256,
} as const;

const date = /^"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])"$/;
const timestamp =
  /^"\d{4}-(?:0[1-9]|1[0-2])-(?:0[1-9]|[12]\d|3[01])[T ](?:[01]\d|2[0-3]):[0-5]\d:[0-5]\d(?:\.\d{1,6})?(Z|[+-]\d\d:\d\d)?"$/;

/** The kind of one value that is not null, from its text. */
export function observe(value: string): number {
  switch (value.charCodeAt(0)) {
    case 0x22:
      return observeText(value);
    case 0x7b:
    case 0x5b:
      return seen.nested;
    case 0x74:
    case 0x66:
      return seen.boolean;
    default:
      return observeNumber(value);
  }
}

function observeText(value: string): number {
  if (value.length < 12 || value.length > 35 || value.charCodeAt(5) !== 0x2d) return seen.text;
  if (date.test(value)) return isRealDay(value) ? seen.date : seen.text;
  const found = timestamp.exec(value);
  if (!found || !isRealDay(value)) return seen.text;
  return found[1] ? seen.instant : seen.timestamp;
}

/** 30 February looks like a day and is none. */
function isRealDay(value: string): boolean {
  const day = Number(value.slice(9, 11));
  if (day <= 28) return true;
  return (
    day <=
    new Date(Date.UTC(2000 + (Number(value.slice(1, 5)) % 400), Number(value.slice(6, 8)), 0)).getUTCDate()
  );
}

const maxBigint = 9_223_372_036_854_775_807n;

function observeNumber(value: string): number {
  if (!/^-?\d+$/.test(value)) return seen.float;
  if (value.length <= 18) return seen.integer;
  const number = BigInt(value);
  return number <= maxBigint && number >= -maxBigint ? seen.integer : seen.long;
}

/** The narrowest type that holds all that was seen, unchanged. */
export function typeOf(mask: number): { type: string; mixed: boolean } {
  const only = (...kinds: number[]) => (mask & ~kinds.reduce((all, kind) => all | kind, 0)) === 0;
  if (mask === 0) return { type: "VARCHAR", mixed: false };
  if (only(seen.boolean)) return { type: "BOOLEAN", mixed: false };
  if (only(seen.integer)) return { type: "BIGINT", mixed: false };
  if (only(seen.integer, seen.float)) return { type: "DOUBLE", mixed: false };
  if (only(seen.date)) return { type: "DATE", mixed: false };
  if (only(seen.timestamp)) return { type: "TIMESTAMP", mixed: false };
  if (only(seen.instant)) return { type: "TIMESTAMPTZ", mixed: false };
  if (only(seen.date, seen.timestamp, seen.instant, seen.text)) return { type: "VARCHAR", mixed: false };
  if (only(seen.nested)) return { type: "JSON", mixed: false };
  if (only(seen.integer, seen.long)) return { type: "VARCHAR", mixed: false };
  return { type: "JSON", mixed: true };
}
