import { join } from "node:path";
import { AppError } from "./errors";

const uuid = /^[0-9a-f]{8}(?:-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Where large objects live: everything of a namespace under its own folder, so that nothing climbs out of it. */
export interface DataFolder {
  readonly root: string;
  /** `<root>/namespaces`: all that an engine which reads tables may see. */
  readonly namespaces: string;
  /** `<root>/namespaces/<namespace>` */
  namespace(namespaceId: string): string;
  /** `<root>/namespaces/<namespace>/<collection>/<id>`, for example of "datasets". */
  thing(namespaceId: string, collection: Collection, id: string): string;
  collection(namespaceId: string, collection: Collection): string;
}

export type Collection = "datasets" | "runs" | "uploads";

/**
 * Builds paths from ids alone. Ids come from rows, but a path is still made only of what cannot climb.
 * Its functions throw INTERNAL for an id that is no UUID in lower case.
 */
export function createDataFolder(root: string): DataFolder {
  const namespaces = join(root, "namespaces");
  const namespace = (namespaceId: string) => join(namespaces, checked(namespaceId));
  const collection = (namespaceId: string, name: Collection) => join(namespace(namespaceId), name);
  return {
    root,
    namespaces,
    namespace,
    collection,
    thing: (namespaceId, name, id) => join(collection(namespaceId, name), checked(id)),
  };
}

export const isUuid = (text: string): boolean => uuid.test(text);

function checked(id: string): string {
  if (!isUuid(id)) throw new AppError("INTERNAL", `"${id}" is no id.`);
  return id;
}
