import { graphql } from "../../../../_lib/graphql";

/** An earlier text of a pipeline, asked for when somebody wants to see it. */
export const VersionQuery = graphql(`
  query Version($id: ID!) {
    node(id: $id) {
      __typename
      ... on PipelineVersion { document }
    }
  }
`);
