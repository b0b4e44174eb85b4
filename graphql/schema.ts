import type { GraphQLSchema } from "graphql";
import { builder } from "./builder";
import "./types/access-token";
import "./types/audit-entry";
import "./types/dataset";
import "./types/dataset-events";
import "./types/dataset-files";
import "./types/dataset-mutations";
import "./types/event";
import "./types/instance";
import "./types/invitation";
import "./types/member";
import "./types/namespace";
import "./types/namespace-counts";
import "./types/pipeline";
import "./types/pipeline-grammar";
import "./types/pipeline-mutations";
import "./types/provenance";
import "./types/run";
import "./types/run-events";
import "./types/run-files";
import "./types/run-mutations";
import "./types/run-progress";
import "./types/run-summary";
import "./types/session";
import "./types/user";
import "./types/viewer";

/** The whole schema. Built once a process. */
export function buildSchema(): GraphQLSchema {
  return builder.toSchema();
}
