import type { ResultOf } from "gql.tada";
import { graphql } from "../../../_lib/graphql";

export const RunRowFragment = graphql(`
  fragment RunRow on Run {
    id
    status
    createdAt
    durationMillis
    stepCount
    completedSteps
    outputRows
    rowsFailed
    createdBy { name }
    pipeline { id name }
    pipelineVersion { number }
    error { message }
  }
`);

export const RunsQuery = graphql(
  `
    query Runs($namespace: String!, $after: String, $filter: RunFilter) {
      runs(namespace: $namespace, first: 50, after: $after, filter: $filter) {
        edges { node { ...RunRow } }
        pageInfo { hasNextPage endCursor }
      }
      pipelines(namespace: $namespace, first: 100) {
        edges { node { id name } }
      }
      members(namespace: $namespace, first: 100) {
        edges { node { user { id name } } }
      }
    }
  `,
  [RunRowFragment],
);

export type RunPage = ResultOf<typeof RunsQuery>;
export type RunRow = ResultOf<typeof RunRowFragment>;
