import { initGraphQLTada } from "gql.tada";
import type { introspection } from "./generated/schema-types";

/** Parses a GraphQL document and types its result and variables after the API's schema. */
export const graphql = initGraphQLTada<{
  introspection: introspection;
  disableMasking: true;
  scalars: { DateTime: string; Long: number; JSON: unknown };
}>();
