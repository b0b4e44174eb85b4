import type { ResultOf } from "gql.tada";
import { graphql } from "../../../../_lib/graphql";

export const MembersQuery = graphql(`
  query Members($namespace: String!, $after: String) {
    members(namespace: $namespace, first: 100, after: $after) {
      edges { node { role createdAt user { id name disabledAt } } }
      pageInfo { hasNextPage endCursor }
    }
  }
`);

export const InvitationsQuery = graphql(`
  query Invitations($namespace: String!) {
    invitations(namespace: $namespace) { id role createdAt expiresAt }
  }
`);

export type MemberPage = ResultOf<typeof MembersQuery>["members"];
export type Member = MemberPage["edges"][number]["node"];
export type Invitation = ResultOf<typeof InvitationsQuery>["invitations"][number];
