import type { ResultOf } from "gql.tada";
import { graphql } from "../../../../_lib/graphql";

export const AuditQuery = graphql(`
  query Audit($namespace: String, $after: String, $filter: AuditFilter) {
    auditEntries(namespace: $namespace, first: 50, after: $after, filter: $filter) {
      edges {
        node {
          id
          at
          actorName
          byToken
          action
          resource
          resourceId
          outcome
          details
          requestId
          ip
          userAgent
        }
      }
      pageInfo { hasNextPage endCursor }
    }
  }
`);

export type AuditPage = ResultOf<typeof AuditQuery>["auditEntries"];
export type AuditEntry = NonNullable<NonNullable<NonNullable<AuditPage["edges"]>[number]>["node"]>;
