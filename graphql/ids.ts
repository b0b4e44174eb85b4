import { notFound } from "../server/core/errors";

/**
 * Ids as clients see them: the type's name, an underscore, the row's id ("run_0190…"). They are opaque to clients
 * and fit into addresses; `node(id)` finds the type by the first part.
 */
export const encodeId = (typename: string, id: string): string =>
  `${typename.charAt(0).toLowerCase()}${typename.slice(1)}_${id}`;

export function decodeId(value: string): { typename: string; id: string } {
  const cut = value.indexOf("_");
  const name = cut > 0 ? value.slice(0, cut) : "";
  return { typename: `${name.charAt(0).toUpperCase()}${name.slice(1)}`, id: value.slice(cut + 1) };
}

/** The row's id from a client's id of the expected type, or NOT_FOUND, as for a row that does not exist. */
export function rowId(typename: string, value: string): string {
  const decoded = decodeId(value);
  if (decoded.typename !== typename || decoded.id === "") throw notFound(typename.toLowerCase(), value);
  return decoded.id;
}
