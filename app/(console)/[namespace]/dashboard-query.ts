import type { ResultOf } from "gql.tada";
import { graphql } from "../../_lib/graphql";
import { RunRowFragment } from "./runs/runs-query";

export const DashboardQuery = graphql(
  `
    query Dashboard($namespace: String!, $since: DateTime!, $buckets: Int!) {
      runSummary(namespace: $namespace, since: $since, buckets: $buckets) {
        total
        succeeded
        failed
        cancelled
        active
        buckets { from succeeded failed cancelled }
      }
      runs(namespace: $namespace, first: 8) {
        edges { node { ...RunRow } }
      }
      namespace(slug: $namespace) { datasetCount pipelineCount }
    }
  `,
  [RunRowFragment],
);

export type Dashboard = ResultOf<typeof DashboardQuery>;
