import type { ResultOf } from "gql.tada";
import { graphql } from "../../../../_lib/graphql";

export const TokensQuery = graphql(`
  query Tokens {
    me {
      accessTokens { id name hint scopes createdAt expiresAt expired lastUsedAt namespace { name } }
    }
  }
`);

export type Token = ResultOf<typeof TokensQuery>["me"]["accessTokens"][number];
