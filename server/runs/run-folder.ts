import { join } from "node:path";
import { AppError } from "../core/errors";

const UUID = /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/;

/** Where a run keeps its log, failed rows, large result and scratch files: `<dataDir>/runs/<namespace>/<run>`. */
export function runFolder(dataDir: string, run: { id: string; namespaceId: string }): string {
  // Ids come from rows; a path is still made only of what cannot climb.
  for (const id of [run.namespaceId, run.id])
    if (!UUID.test(id)) throw new AppError("INTERNAL", `"${id}" is no id.`);
  return join(dataDir, "runs", run.namespaceId, run.id);
}
