import type { BulkWrite } from "../core/database";
import { AppError } from "../core/errors";
import { rows, sql } from "../core/rowset";
import type { RunState, RunStatus } from "./run-machine";
import type { RunStepState } from "./run-step-machine";

/** Everything about a run that its work changes. */
export interface RunFacts extends RunState {
  readonly completedSteps: number;
  readonly rowsIn: number;
  readonly rowsOut: number;
  readonly rowsFiltered: number;
  readonly rowsFailed: number;
  readonly costMicros: bigint | null;
  readonly tokensIn: number;
  readonly tokensOut: number;
  /** JSON array of {name, type}. */
  readonly outputColumns: string | null;
  readonly outputRows: number | null;
  readonly outputBytes: number | null;
}

export interface RunChange extends RunFacts {
  readonly id: string;
  /** The status the run must still have. */
  readonly from: RunStatus;
}

const changeColumns = {
  id: "text",
  from: "text",
  status: "text",
  startedAt: "instant",
  endedAt: "instant",
  durationMillis: "int",
  completedSteps: "int",
  rowsIn: "bigint",
  rowsOut: "bigint",
  rowsFiltered: "bigint",
  rowsFailed: "bigint",
  costMicros: "bigint",
  tokensIn: "bigint",
  tokensOut: "bigint",
  outputColumns: "text",
  outputRows: "bigint",
  outputBytes: "bigint",
  errorCode: "text",
  error: "text",
} as const;

/**
 * Compare-and-set of many runs in one statement. When one of them has another status by now, the whole write fails
 * with STALE_WRITE; a group commit then tries each alone, so that only the stale one is refused.
 */
export const runChanges: BulkWrite<RunChange> = {
  name: "run changes",
  async write(tx, changes) {
    const changed = await tx.client.$queryRaw<{ id: string }[]>(sql`
      UPDATE "Run" SET "status" = r."status", "startedAt" = r."startedAt", "endedAt" = r."endedAt",
        "durationMillis" = r."durationMillis", "completedSteps" = r."completedSteps", "rowsIn" = r."rowsIn",
        "rowsOut" = r."rowsOut", "rowsFiltered" = r."rowsFiltered", "rowsFailed" = r."rowsFailed",
        "costMicros" = r."costMicros", "tokensIn" = r."tokensIn", "tokensOut" = r."tokensOut",
        "outputColumns" = r."outputColumns", "outputRows" = r."outputRows", "outputBytes" = r."outputBytes",
        "errorCode" = r."errorCode", "error" = r."error"
      FROM ${rows(
        tx.provider,
        changeColumns,
        changes.map((change) => ({ ...change })),
      )}
      WHERE "Run"."id" = r."id" AND "Run"."status" = r."from" RETURNING "Run"."id"`);
    if (changed.length === changes.length) return;
    const done = new Set(changed.map(({ id }) => id));
    const stale = changes.find(({ id }) => !done.has(id));
    throw new AppError("STALE_WRITE", `The run "${stale?.id}" is no longer ${stale?.from}.`);
  },
};

/** One step of a run as it now stands. */
export interface StepChange extends RunStepState {
  readonly runId: string;
  readonly position: number;
  readonly rowsIn: number;
  readonly rowsOut: number;
  readonly rowsFiltered: number;
  readonly rowsFailed: number;
  readonly costMicros: bigint | null;
}

const stepColumns = {
  runId: "text",
  position: "int",
  status: "text",
  startedAt: "instant",
  endedAt: "instant",
  durationMillis: "int",
  rowsIn: "bigint",
  rowsOut: "bigint",
  rowsFiltered: "bigint",
  rowsFailed: "bigint",
  costMicros: "bigint",
  error: "text",
} as const;

/** Steps have one writer, the holder of the run's job, whose fence was checked before: no comparison is needed. */
export const stepChanges: BulkWrite<StepChange> = {
  name: "run step changes",
  async write(tx, changes) {
    await tx.client.$executeRaw(sql`
      UPDATE "RunStep" SET "status" = r."status", "startedAt" = r."startedAt", "endedAt" = r."endedAt",
        "durationMillis" = r."durationMillis", "rowsIn" = r."rowsIn", "rowsOut" = r."rowsOut",
        "rowsFiltered" = r."rowsFiltered", "rowsFailed" = r."rowsFailed", "costMicros" = r."costMicros",
        "error" = r."error"
      FROM ${rows(
        tx.provider,
        stepColumns,
        changes.map((change) => ({ ...change })),
      )}
      WHERE "RunStep"."runId" = r."runId" AND "RunStep"."position" = r."position"`);
  },
};

/** A small result that is kept in the database. */
export const newOutputs: BulkWrite<{ readonly runId: string; readonly content: string }> = {
  name: "run outputs",
  async write(tx, outputs) {
    const columns = { runId: "text", content: "text" } as const;
    await tx.client.$executeRaw(sql`
      INSERT INTO "RunOutput" ("runId", "content") SELECT r."runId", r."content" FROM ${rows(tx.provider, columns, outputs)}`);
  },
};
