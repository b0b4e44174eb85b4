import type { ResultOf } from "gql.tada";
import { graphql } from "../../../_lib/graphql";

const KeyFragment = graphql(`
  fragment Key on GrammarKey { name type description values }
`);

/** What there is in the namespace to choose from and to complete with. */
export const VocabularyQuery = graphql(
  `
  query Vocabulary($namespace: String!) {
    pipelines(namespace: $namespace, first: 100) {
      edges { node { id name } }
    }
    datasets(namespace: $namespace, first: 100, status: "READY") {
      edges { node { name } }
    }
    pipelineGrammar {
      document { ...Key }
      pipeline { ...Key }
      dataset { ...Key }
      operation { ...Key }
      step { ...Key }
      output { ...Key }
      operators { kind summary keys { ...Key } }
    }
  }
`,
  [KeyFragment],
);

export const PipelineQuery = graphql(`
  query Pipeline($id: ID!) {
    pipeline(id: $id) {
      id
      name
      description
      archivedAt
      lastVersion
      current { number document }
      versions(first: 30) {
        edges { node { id number createdAt createdBy { name } } }
      }
    }
  }
`);

export type Vocabulary = ResultOf<typeof VocabularyQuery>;
export type PipelineDetail = NonNullable<ResultOf<typeof PipelineQuery>["pipeline"]>;
