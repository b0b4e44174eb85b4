import type { ResultOf } from "gql.tada";
import { graphql } from "../../../../_lib/graphql";

export const ROWS_SHOWN = 50;

export const DatasetQuery = graphql(`
  query Dataset($id: ID!, $offset: Int!, $limit: Int!) {
    dataset(id: $id) {
      id
      name
      origin
      status
      format
      fileName
      rawBytes
      columns { name type }
      rowCount
      rejectedCount
      contentHash
      source
      tags
      error { code message line column }
      createdAt
      importedAt
      createdBy { name }
      run {
        id
        pipeline { id name }
        pipelineVersion { number }
        inputs { name dataset { id name } }
      }
      rows(offset: $offset, limit: $limit) { columns { name type } rows rowCount }
      rejects { line code reason column excerpt }
      usedBy(first: 10) { id status createdAt pipeline { name } }
    }
  }
`);

export type DatasetDetail = NonNullable<ResultOf<typeof DatasetQuery>["dataset"]>;
