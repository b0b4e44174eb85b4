import type { ResultOf } from "gql.tada";
import { graphql } from "../../../_lib/graphql";

export const DatasetsQuery = graphql(`
  query Datasets($namespace: String!, $after: String, $origin: String, $search: String, $tag: String) {
    datasets(namespace: $namespace, first: 50, after: $after, origin: $origin, search: $search, tag: $tag) {
      edges {
        node {
          id
          name
          origin
          status
          format
          rowCount
          rejectedCount
          rawBytes
          tags
          createdAt
        }
      }
      pageInfo { hasNextPage endCursor }
    }
  }
`);

export type DatasetPage = ResultOf<typeof DatasetsQuery>["datasets"];
