import { createRegistry } from "../../core/registry";
import { codeFilter } from "./code-filter";
import { codeMap } from "./code-map";
import { codeReduce } from "./code-reduce";
import type { Operator } from "./operator";
import { sample } from "./sample";
import { sql } from "./sql";
import { unnest } from "./unnest";

/** Every operator that a pipeline may name as an operation's `type`. */
export const operators = createRegistry<Operator>("operator", [
  sql,
  codeMap,
  codeFilter,
  codeReduce,
  unnest,
  sample,
]);
