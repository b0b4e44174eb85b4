import type { Value } from "./entry";
import { ROW_MASK, ROW_SHIFT, ROWS_PER_PAGE } from "./page";

interface Cell {
  value: Value;
  version: number;
}

interface ColdPage {
  readonly values: Value[];
  readonly versions: Uint32Array;
}

type Column = Array<ColdPage | undefined>;

/**
 * Fields that few subjects have. They live in one map keyed `row × fields + field` until a quarter of the rows
 * have a field; from then on that field lives in a column of its own, in pages of 512 that exist on demand.
 */
export class ColdStore {
  readonly #fields: number;
  readonly #sparse = new Map<number, Cell>();
  readonly #counts: number[];
  readonly #columns: Array<Column | null>;
  #columnPages = 0;
  #textBytes = 0;

  constructor(fields: number) {
    this.#fields = fields;
    this.#counts = new Array<number>(fields).fill(0);
    this.#columns = new Array<Column | null>(fields).fill(null);
  }

  /**
   * Stores a value and answers with the field's new version.
   * @param rows how many rows the workbook has; decides between map and column.
   */
  write(row: number, field: number, value: Value, rows: number): number {
    const column = this.#columns[field];
    if (column) return this.#writeColumn(column, row, value);
    const key = row * this.#fields + field;
    const cell = this.#sparse.get(key);
    if (cell) {
      this.#textBytes += textBytes(value) - textBytes(cell.value);
      cell.value = value;
      cell.version = (cell.version + 1) >>> 0;
      return cell.version;
    }
    this.#textBytes += textBytes(value);
    this.#sparse.set(key, { value, version: 1 });
    this.#counts[field] = this.#counts[field]! + 1;
    if (this.#counts[field]! * 4 >= Math.max(rows, ROWS_PER_PAGE)) this.#columnize(field);
    return 1;
  }

  read(row: number, field: number): Value {
    const column = this.#columns[field];
    if (column) return column[row >>> ROW_SHIFT]?.values[row & ROW_MASK] ?? null;
    return this.#sparse.get(row * this.#fields + field)?.value ?? null;
  }

  version(row: number, field: number): number {
    const column = this.#columns[field];
    if (column) return column[row >>> ROW_SHIFT]?.versions[row & ROW_MASK] ?? 0;
    return this.#sparse.get(row * this.#fields + field)?.version ?? 0;
  }

  /** Forgets a row's values. Its versions go on, so that ranges still tile when the row is used again. */
  clear(row: number): void {
    for (let field = 0; field < this.#fields; field++) {
      const before = this.read(row, field);
      if (before === null) continue;
      this.#textBytes -= textBytes(before);
      const column = this.#columns[field];
      if (column) column[row >>> ROW_SHIFT]!.values[row & ROW_MASK] = null;
      else this.#sparse.get(row * this.#fields + field)!.value = null;
    }
  }

  isColumn(field: number): boolean {
    return this.#columns[field] !== null;
  }

  /** Estimated from V8's layouts: 84 bytes a cell in the map, 12 a row in a column, and the text itself. */
  bytes(): number {
    return this.#sparse.size * 84 + this.#columnPages * (ROWS_PER_PAGE * 12 + 300) + this.#textBytes;
  }

  #writeColumn(column: Column, row: number, value: Value): number {
    const page = this.#coldPage(column, row);
    const at = row & ROW_MASK;
    this.#textBytes += textBytes(value) - textBytes(page.values[at]!);
    page.values[at] = value;
    page.versions[at]!++;
    return page.versions[at]!;
  }

  #columnize(field: number): void {
    const column: Column = [];
    for (const [key, cell] of this.#sparse) {
      if (key % this.#fields !== field) continue;
      const row = (key - field) / this.#fields;
      const page = this.#coldPage(column, row);
      page.values[row & ROW_MASK] = cell.value;
      page.versions[row & ROW_MASK] = cell.version;
      this.#sparse.delete(key);
    }
    this.#columns[field] = column;
  }

  #coldPage(column: Column, row: number): ColdPage {
    const index = row >>> ROW_SHIFT;
    const known = column[index];
    if (known) return known;
    const page = {
      values: new Array<Value>(ROWS_PER_PAGE).fill(null),
      versions: new Uint32Array(ROWS_PER_PAGE),
    };
    column[index] = page;
    this.#columnPages++;
    return page;
  }
}

const textBytes = (value: Value) => (typeof value === "string" ? 16 + value.length * 2 : 0);
