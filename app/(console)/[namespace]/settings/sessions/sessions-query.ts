import type { ResultOf } from "gql.tada";
import { graphql } from "../../../../_lib/graphql";

export const SessionsQuery = graphql(`
  query Sessions {
    me {
      sessions { id current createdAt lastSeenAt expiresAt ip userAgent }
    }
  }
`);

export type Session = ResultOf<typeof SessionsQuery>["me"]["sessions"][number];
