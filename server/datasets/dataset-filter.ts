import type { Prisma } from "../../prisma/sqlite/generated/client/client";
import { searchable } from "../core/searchable";

export interface DatasetFilter {
  readonly namespaceId: string;
  /** "uploaded" or "generated". */
  readonly origin?: string | null;
  readonly status?: string | null;
  /** A part of the name, the file's name or the source; upper and lower case are alike. */
  readonly search?: string | null;
  readonly tag?: string | null;
}

/** The datasets of a list, as a condition for Prisma. */
export function datasetFilter({
  namespaceId,
  origin,
  status,
  search,
  tag,
}: DatasetFilter): Prisma.DatasetWhereInput {
  const wanted = search && searchable(search.trim());
  return {
    namespaceId,
    ...(origin && { origin }),
    ...(status && { status }),
    ...(wanted && { searchText: { contains: wanted } }),
    ...(tag && { tags: { some: { tag } } }),
  };
}
