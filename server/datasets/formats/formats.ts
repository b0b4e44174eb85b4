import { createRegistry } from "../../core/registry";
import { csv } from "./csv";
import type { DatasetFormat } from "./format";
import { json } from "./json";
import { ndjson } from "./ndjson";

/** Every format a file can be imported from. A new one is its file and a line here. */
export const datasetFormats = createRegistry<DatasetFormat>("dataset format", [csv, json, ndjson]);
