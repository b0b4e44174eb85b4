import type { BulkWrite } from "../core/database";
import { rows, sql } from "../core/rowset";

export interface NewRun {
  readonly id: string;
  readonly namespaceId: string;
  readonly kind: string;
  readonly pipelineId: string | null;
  readonly pipelineVersionId: string | null;
  readonly trigger: string;
  readonly jobId: string;
  readonly rerunOfId: string | null;
  readonly createdById: string | null;
  readonly createdAt: Date;
  readonly steps: readonly NewRunStep[];
  readonly inputs: readonly NewRunInput[];
}

export interface NewRunStep {
  readonly position: number;
  readonly step: string;
  readonly operation: string;
  readonly kind: string;
}

export interface NewRunInput {
  /** The dataset's name inside the document. */
  readonly name: string;
  readonly datasetId: string;
  readonly contentHash: string | null;
}

const runColumns = {
  id: "text",
  namespaceId: "text",
  kind: "text",
  pipelineId: "text",
  pipelineVersionId: "text",
  trigger: "text",
  jobId: "text",
  rerunOfId: "text",
  createdById: "text",
  createdAt: "instant",
  stepCount: "int",
} as const;

const stepColumns = {
  runId: "text",
  position: "int",
  step: "text",
  operation: "text",
  kind: "text",
} as const;
const inputColumns = { runId: "text", name: "text", datasetId: "text", contentHash: "text" } as const;

/** All runs of a commit, queued, with their steps and inputs: three statements at most. */
export const newRuns: BulkWrite<NewRun> = {
  name: "new runs",
  async write(tx, runs) {
    const runRows = runs.map(({ steps, inputs: _inputs, ...run }) => ({ ...run, stepCount: steps.length }));
    await tx.client.$executeRaw(sql`
      INSERT INTO "Run" ("id", "namespaceId", "kind", "pipelineId", "pipelineVersionId", "trigger", "status", "jobId",
        "rerunOfId", "createdById", "createdAt", "stepCount")
      SELECT r."id", r."namespaceId", r."kind", r."pipelineId", r."pipelineVersionId", r."trigger", 'QUEUED', r."jobId",
        r."rerunOfId", r."createdById", r."createdAt", r."stepCount"
      FROM ${rows(tx.provider, runColumns, runRows)}`);
    const steps = runs.flatMap((run) =>
      run.steps.map(({ position, step, operation, kind }) => ({
        runId: run.id,
        position,
        step,
        operation,
        kind,
      })),
    );
    await tx.client.$executeRaw(sql`
      INSERT INTO "RunStep" ("runId", "position", "step", "operation", "kind", "status")
      SELECT r."runId", r."position", r."step", r."operation", r."kind", 'PENDING'
      FROM ${rows(tx.provider, stepColumns, steps)}`);
    const inputs = runs.flatMap((run) =>
      run.inputs.map(({ name, datasetId, contentHash }) => ({ runId: run.id, name, datasetId, contentHash })),
    );
    if (inputs.length === 0) return;
    await tx.client.$executeRaw(sql`
      INSERT INTO "RunInput" ("runId", "name", "datasetId", "contentHash")
      SELECT r."runId", r."name", r."datasetId", r."contentHash"
      FROM ${rows(tx.provider, inputColumns, inputs)}`);
  },
};
