import { costLimitRule } from "@escape.tech/graphql-armor-cost-limit";
import { maxAliasesRule } from "@escape.tech/graphql-armor-max-aliases";
import { maxDepthRule } from "@escape.tech/graphql-armor-max-depth";
import { maxDirectivesRule } from "@escape.tech/graphql-armor-max-directives";
import type { ASTVisitor, GraphQLError, ValidationContext, ValidationRule } from "graphql";
import { nodeLimitRule } from "./node-limit";

/** Refused while parsing, before anything is built from the document. */
export const maxTokens = 4000;

/** Told as a validation error like any other; thrown, it would be answered as a failure of the server's. */
const told = {
  propagateOnRejection: false,
  onReject: [
    (context: ValidationContext | null, error: GraphQLError) => {
      context?.reportError(error);
    },
  ],
};

/** Room for our own largest page. */
const rules = [
  // GraphiQL's introspection is 21 deep; how far lists may nest there graphql's own MaxIntrospectionDepthRule limits.
  maxDepthRule({ n: 14, ignoreIntrospection: true, ...told }),
  // `__typename` counts as an alias where it is aliased; clients alias it in every object.
  maxAliasesRule({ n: 30, allowList: ["__typename"], ...told }),
  maxDirectivesRule({ n: 9, ...told }),
  costLimitRule({
    maxCost: 12_000,
    objectCost: 2,
    scalarCost: 1,
    depthCostFactor: 1.3,
    ignoreIntrospection: true,
    ...told,
  }),
];

/** What every operation must keep to, over HTTP and over WebSocket alike. */
export const limitRules: readonly ValidationRule[] = [
  ...rules.map((rule) => (context: ValidationContext) => rule(context) as unknown as ASTVisitor),
  nodeLimitRule,
];
