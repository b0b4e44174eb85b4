import type { Transaction } from "../core/database";
import { changeDataset } from "./change-dataset";
import { datasetMachine, type ImportError, type ImportOutcome } from "./dataset-machine";
import { IMPORT_ACTOR } from "./import-dataset-payload";

export type ImportEnd =
  | { readonly kind: "succeeded"; readonly found: ImportOutcome }
  | { readonly kind: "failed"; readonly error: ImportError }
  | { readonly kind: "cancelled"; readonly by: string | null };

/** Writes how an import ended, as part of `tx`. One that has ended already, or belongs to a later job, stays as it is. */
export async function endImport(
  tx: Transaction,
  { id, jobId, end, now }: { id: string; jobId: string; end: ImportEnd; now: Date },
): Promise<void> {
  const dataset = await tx.client.dataset.findUnique({
    where: { id },
    select: { id: true, namespaceId: true, status: true, jobId: true },
  });
  if (!dataset || dataset.jobId !== jobId) return;
  const status = datasetMachine.parseState(dataset.status);
  if (status !== "PENDING" && status !== "IMPORTING") return;
  const at = { actor: IMPORT_ACTOR, at: now };
  switch (end.kind) {
    case "succeeded": {
      const { rowCount, rejectedCount, tableBytes, contentHash, columns } = end.found;
      const payload = { rowCount, rejectedCount, tableBytes, contentHash, columnCount: columns.length };
      const event = { type: "ImportSucceeded", payload, ...at } as const;
      return changeDataset(tx, dataset, { name: "succeed", input: end.found, event, now });
    }
    case "failed": {
      const event = { type: "ImportFailed", payload: { ...end.error }, ...at } as const;
      return changeDataset(tx, dataset, { name: "fail", input: end.error, event, now });
    }
    case "cancelled": {
      const by = end.by ?? (await cancelledBy(tx, jobId));
      const event = { type: "ImportCancelled", payload: { by }, actor: by ?? IMPORT_ACTOR, at: now } as const;
      return changeDataset(tx, dataset, { name: "cancel", input: undefined, event, now });
    }
  }
}

async function cancelledBy(tx: Transaction, jobId: string): Promise<string | null> {
  const job = await tx.client.job.findUnique({ where: { id: jobId }, select: { cancelledBy: true } });
  return job?.cancelledBy ?? null;
}
