import type { GraphQLSchema } from "graphql";
import { builder } from "./builder";
import "./types/access-token";
import "./types/audit-entry";
import "./types/dataset/dataset";
import "./types/dataset/dataset-events";
import "./types/dataset/dataset-files";
import "./types/dataset/dataset-mutations";
import "./types/event";
import "./types/instance";
import "./types/invitation";
import "./types/member";
import "./types/namespace";
import "./types/pipeline/pipeline";
import "./types/pipeline/pipeline-grammar";
import "./types/pipeline/pipeline-mutations";
import "./types/run/run";
import "./types/run/run-events";
import "./types/run/run-files";
import "./types/run/run-mutations";
import "./types/run/run-progress";
import "./types/run/run-summary";
import "./types/session";
import "./types/user";
import "./types/viewer";

/** The whole schema. Built once a process. */
export function buildSchema(): GraphQLSchema {
  return builder.toSchema();
}
