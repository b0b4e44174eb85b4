import type { Row } from "./table";

/** Roughly the bytes that a row takes in memory; cheap enough to be asked for each row. */
export function rowSize(row: Row): number {
  let size = 48;
  for (const key in row) size += 16 + valueSize(row[key]);
  return size;
}

function valueSize(value: unknown): number {
  switch (typeof value) {
    case "string":
      return 24 + value.length * 2;
    case "object": {
      if (value === null) return 8;
      let size = 32;
      for (const inner of Array.isArray(value) ? value : Object.values(value)) size += 16 + valueSize(inner);
      return size;
    }
    default:
      return 8;
  }
}
