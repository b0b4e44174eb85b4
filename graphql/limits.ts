import { costLimitRule } from "@escape.tech/graphql-armor-cost-limit";
import { maxAliasesRule } from "@escape.tech/graphql-armor-max-aliases";
import { maxDepthRule } from "@escape.tech/graphql-armor-max-depth";
import { maxDirectivesRule } from "@escape.tech/graphql-armor-max-directives";
import type { ASTVisitor, ValidationContext, ValidationRule } from "graphql";

/** Refused while parsing, before anything is built from the document. */
export const maxTokens = 4000;

/** GraphiQL's introspection is 13 deep; its other limits leave room for our own largest page. */
const rules = [
  maxDepthRule({ n: 14, ignoreIntrospection: false }),
  // `__typename` counts as an alias where it is aliased; clients alias it in every object.
  maxAliasesRule({ n: 30, allowList: ["__typename"] }),
  maxDirectivesRule({ n: 9 }),
  costLimitRule({
    maxCost: 12_000,
    objectCost: 2,
    scalarCost: 1,
    depthCostFactor: 1.3,
    ignoreIntrospection: true,
  }),
];

/** What every operation must keep to, over HTTP and over WebSocket alike. */
export const limitRules: readonly ValidationRule[] = rules.map(
  (rule) => (context: ValidationContext) => rule(context) as unknown as ASTVisitor,
);
