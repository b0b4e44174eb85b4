/** A path into a document's value, for example ["operations", 0, "type"]. */
export type Path = ReadonlyArray<string | number>;

/** A place in a text, both from 1. */
export interface Position {
  line: number;
  column: number;
}

/** A path as a key for maps. */
export const pathKey = (path: Path): string => JSON.stringify(path);

/** A path as people write it: operations[0].type */
export function showPath(path: Path): string {
  let shown = "";
  for (const part of path) shown += typeof part === "number" ? `[${part}]` : shown === "" ? part : `.${part}`;
  return shown === "" ? "the document" : shown;
}
