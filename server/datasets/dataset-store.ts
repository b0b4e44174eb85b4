import type { SubjectStore } from "../events/apply-transition";
import { type DatasetState, datasetMachine } from "./dataset-machine";

/** Where datasets live. */
export const datasetStore: SubjectStore<DatasetState> = {
  async read(tx, id) {
    const dataset = await tx.client.dataset.findUnique({
      where: { id },
      select: {
        status: true,
        jobId: true,
        format: true,
        options: true,
        columns: true,
        rowCount: true,
        rejectedCount: true,
        tableBytes: true,
        contentHash: true,
        error: true,
        notices: true,
        detected: true,
        importedAt: true,
        updatedAt: true,
      },
    });
    return dataset && { ...dataset, status: datasetMachine.parseState(dataset.status) };
  },
  swap: (tx, id, from, data) => tx.client.dataset.updateMany({ where: { id, status: from }, data }),
};
