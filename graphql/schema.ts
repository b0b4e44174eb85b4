import type { GraphQLSchema } from "graphql";
import { builder } from "./builder";

/** The whole schema. Built once a process. */
export function buildSchema(): GraphQLSchema {
  return builder.toSchema();
}
