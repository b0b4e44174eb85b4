import type { ResultOf } from "gql.tada";
import { graphql } from "../../_lib/graphql";

/** What the live panel and the run's page show of a run, beside its log and its rows. */
export const RunFragment = graphql(`
  fragment RunDetail on Run {
    id
    status
    trigger
    createdAt
    startedAt
    endedAt
    durationMillis
    stepCount
    completedSteps
    rowsIn
    rowsOut
    rowsFiltered
    rowsFailed
    costMicros
    outputRows
    expiredAt
    createdBy { name }
    rerunOf { id }
    pipeline { id name lastVersion }
    pipelineVersion { id number }
    error { code message step operation line column }
    steps {
      position
      step
      operation
      kind
      status
      rowsIn
      rowsOut
      rowsFiltered
      rowsFailed
      durationMillis
      error { message }
    }
    inputs { name dataset { id name } }
    generated { id name }
  }
`);

type Fetched = ResultOf<typeof RunFragment>;

/** An operation of a run; its progress, 0 to 1, is known only while it is followed live. */
export type RunStep = Fetched["steps"][number] & { progress?: number };
export type RunDetail = Omit<Fetched, "steps"> & { steps: readonly RunStep[] };

const ended = new Set(["SUCCEEDED", "FAILED", "CANCELLED"]);
export const hasEnded = (run: { status: string }): boolean => ended.has(run.status);
