import { graphql } from "../../_lib/graphql";
import { RunFragment } from "./run-fragment";

export const RunQuery = graphql(
  `
    query Run($id: ID!) {
      run(id: $id) { ...RunDetail }
    }
  `,
  [RunFragment],
);
