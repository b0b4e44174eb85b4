/** One record of a result: plain JSON values only. */
export type ResultRow = Readonly<Record<string, unknown>>;

export type ColumnKind = "text" | "number" | "boolean" | "list" | "object" | "mixed" | "null";

export interface ResultColumn {
  readonly name: string;
  readonly type: ColumnKind;
}

/** Finds the columns of rows as they pass by: in the order of their first appearance, with what they hold. */
export class ColumnInference {
  readonly #kinds = new Map<string, ColumnKind>();

  add(rows: readonly ResultRow[]): void {
    for (const row of rows) {
      for (const name of Object.keys(row)) {
        const kind = kindOf(row[name]);
        const known = this.#kinds.get(name);
        if (known === undefined || (known === "null" && kind !== "null")) this.#kinds.set(name, kind);
        else if (known !== kind && kind !== "null") this.#kinds.set(name, "mixed");
      }
    }
  }

  columns(): ResultColumn[] {
    return [...this.#kinds].map(([name, type]) => ({ name, type }));
  }
}

function kindOf(value: unknown): ColumnKind {
  if (value === null || value === undefined) return "null";
  if (Array.isArray(value)) return "list";
  switch (typeof value) {
    case "string":
      return "text";
    case "number":
      return "number";
    case "boolean":
      return "boolean";
    default:
      return "object";
  }
}
