import { notFound } from "../core/errors";
import { ledgerOf, readRunRow } from "../runs/end-run";
import { noCounts } from "../runs/ledger-step";
import { noFacts, RunLedger } from "../runs/run-ledger";
import type { PipelineDeps } from "./pipeline-deps";
import type { Plan } from "./plan";
import { RUN_ACTOR } from "./run-pipeline-payload";

/** A run as its worker begins with it: known without asking at the first start, from the database at a later one. */
export async function openLedger(
  { database, clock }: PipelineDeps,
  run: { id: string; namespaceId: string },
  plan: Plan,
  fence: number,
): Promise<RunLedger> {
  const now = () => clock.now();
  const sources = new Set(
    plan.operations.filter(({ input }) => input.from === "dataset").map(({ position }) => position),
  );
  if (fence > 1) {
    const row = await readRunRow(database.client, run.id);
    if (!row) throw notFound("run", run.id);
    return ledgerOf(row, RUN_ACTOR, now, sources);
  }
  const steps = plan.operations.map(({ position, step, operation, operator }) => ({
    ...noCounts,
    position,
    step,
    operation,
    kind: operator.kind,
    status: "PENDING" as const,
    startedAt: null,
    endedAt: null,
    durationMillis: null,
    error: null,
    costMicros: null,
  }));
  return new RunLedger({ ...run, facts: noFacts, steps, sources, actor: RUN_ACTOR, now });
}
