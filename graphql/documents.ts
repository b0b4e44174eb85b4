import {
  type DocumentNode,
  GraphQLError,
  type GraphQLSchema,
  parse,
  specifiedRules,
  validate,
} from "graphql";
import { limitRules, maxTokens } from "./limits";

/** A parsed and validated document, or what is wrong with it. */
export type Prepared = DocumentNode | readonly GraphQLError[];

/** Documents of our own pages: few, and the same again and again. */
const maxCached = 500;

/** Longer ones are nobody's page: kept, five hundred of them could fill the memory. In characters. */
const maxCachedLength = 20_000;
/** In UTF-16 units. What is longer is no page's, and a client could fill the memory with it. */
const longestCached = 20_000;

/** Parses and validates with the limits that hold everywhere, remembering the outcome by the document's text. */
export function createDocuments(schema: GraphQLSchema): (query: string) => Prepared {
  const documents = new Map<string, Prepared>();
  return (query) => {
    const cached = documents.get(query);
    if (cached) return cached;
    const fresh = prepare(schema, query);
    if (query.length > longestCached) return fresh;
    if (query.length > maxCachedLength) return fresh;
    if (documents.size >= maxCached) documents.clear();
    documents.set(query, fresh);
    return fresh;
  };
}

export const isValid = (prepared: Prepared): prepared is DocumentNode => "kind" in prepared;

function prepare(schema: GraphQLSchema, query: string): Prepared {
  try {
    const document = parse(query, { maxTokens });
    const problems = validate(schema, document, [...specifiedRules, ...limitRules]);
    return problems.length > 0 ? problems : document;
  } catch (error) {
    if (error instanceof GraphQLError) return [error];
    throw error;
  }
}
