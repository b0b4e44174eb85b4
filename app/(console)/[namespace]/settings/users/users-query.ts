import type { ResultOf } from "gql.tada";
import { graphql } from "../../../../_lib/graphql";

export const UsersQuery = graphql(`
  query Users($after: String, $search: String) {
    users(first: 50, after: $after, search: $search) {
      edges { node { id name instanceAdmin createdAt disabledAt } }
      pageInfo { hasNextPage endCursor }
    }
  }
`);

export type UserPage = ResultOf<typeof UsersQuery>["users"];
export type User = UserPage["edges"][number]["node"];
