import { type FileHandle, open } from "node:fs/promises";
import { AppError } from "../../../core/errors";
import type { ImportLimits } from "../../import-limits";
import { writeAll } from "../text/write-all";
import type { Member } from "./members-of";
import { mendSurrogates } from "./mend-surrogates";
import { observe } from "./observed-type";

/** A column as it is in the spool file. */
export interface SpoolColumn {
  /** What it is called in the spool file. */
  readonly key: string;
  readonly name: string;
  /** Everything seen in it, see `observed-type.ts`. */
  seen: number;
  /** The row that last had a value here, and the value's place among that row's values. */
  row: number;
  place: number;
}

const flushCharacters = 2 ** 20;
const unkeepable = /[\r\n]|\\u[dD][89a-fA-F]/;

/**
 * Collects rows whose columns are not known beforehand: values go to a file under short column keys while names and
 * types are observed. So a column that first appears in the last row is a column like any other.
 */
export class TableSpool {
  readonly #columns = new Map<string, SpoolColumn>();
  #pending: string[] = [];
  #pendingCharacters = 0;
  #rows = 0;
  #bytes = 0;

  private constructor(
    readonly path: string,
    private readonly file: FileHandle,
    private readonly limits: ImportLimits,
  ) {}

  static async open(path: string, limits: ImportLimits): Promise<TableSpool> {
    return new TableSpool(path, await open(path, "w"), limits);
  }

  get columns(): readonly SpoolColumn[] {
    return [...this.#columns.values()];
  }

  /** Written so far. */
  get bytes(): number {
    return this.#bytes;
  }

  get rowCount(): number {
    return this.#rows;
  }

  /**
   * Adds a row whose values are JSON texts; of a name that comes twice the last one counts. Throws LIMIT_EXCEEDED.
   * @param text the whole record, in which the few things that cannot be kept as they stand are looked for once.
   */
  add(members: readonly Member[], text: string): void {
    this.#rows++;
    if (this.#rows > this.limits.maxRows) {
      throw new AppError("LIMIT_EXCEEDED", `The table has more than ${this.limits.maxRows} rows.`);
    }
    const rough = unkeepable.test(text);
    const values: string[] = [];
    for (const { name, value } of members) {
      const column = this.#column(name);
      if (column.row !== this.#rows) {
        column.row = this.#rows;
        column.place = values.length;
      }
      if (value !== "null") column.seen |= observe(value);
      values[column.place] = `"${column.key}":${rough ? onOneLine(mendSurrogates(value)) : value}`;
    }
    const line = `{${values.join(",")}}\n`;
    this.#pending.push(line);
    this.#pendingCharacters += line.length;
  }

  /** Writes what has gathered; to be awaited now and then, so that memory stays small. */
  async flush(force = false): Promise<void> {
    if (this.#pendingCharacters < (force ? 1 : flushCharacters)) return;
    const bytes = Buffer.from(this.#pending.join(""), "utf8");
    this.#pending = [];
    this.#pendingCharacters = 0;
    this.#bytes += bytes.length;
    await writeAll(this.file, bytes);
  }

  async close(): Promise<void> {
    await this.file.close();
  }

  #column(name: string): SpoolColumn {
    const known = this.#columns.get(name);
    if (known) return known;
    if (this.#columns.size >= this.limits.maxColumns) {
      throw new AppError(
        "LIMIT_EXCEEDED",
        `The records have more than ${this.limits.maxColumns} different keys.`,
      );
    }
    const column = { key: `c${this.#columns.size}`, name, seen: 0, row: 0, place: 0 };
    this.#columns.set(name, column);
    return column;
  }
}

/** Line ends in a JSON value stand between its tokens only: inside a text they are escaped. */
const onOneLine = (value: string) => value.replace(/[\r\n]+/g, " ");
