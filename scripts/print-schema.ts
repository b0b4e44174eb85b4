/**
 * `npm run print-schema` writes the API's schema from the code: as GraphQL for readers and clients, as a type for the
 * console's own queries. With --check it fails where the files differ from the code.
 */
import { readFileSync, writeFileSync } from "node:fs";
import { lexicographicSortSchema, printSchema } from "graphql";
import { buildSchema } from "../graphql/schema";
import { printSchemaTypes } from "./schema-types";

const schema = lexicographicSortSchema(buildSchema());
const printed = {
  "graphql/schema.graphql": `${printSchema(schema)}\n`,
  "app/_lib/generated/schema-types.d.ts": printSchemaTypes(schema),
};

for (const [file, text] of Object.entries(printed)) {
  if (!process.argv.includes("--check")) {
    writeFileSync(file, text);
  } else if (readFileSync(file, "utf8") !== text) {
    console.error(`${file} is not what the code says; run: npm run print-schema`);
    process.exitCode = 1;
  }
}
