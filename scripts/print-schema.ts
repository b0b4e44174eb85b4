/** `npm run print-schema` writes graphql/schema.graphql from the code; with --check it fails when they differ. */
import { readFileSync, writeFileSync } from "node:fs";
import { lexicographicSortSchema, printSchema } from "graphql";
import { buildSchema } from "../graphql/schema";

const file = "graphql/schema.graphql";
const printed = `${printSchema(lexicographicSortSchema(buildSchema()))}\n`;
if (process.argv.includes("--check")) {
  if (readFileSync(file, "utf8") !== printed) {
    console.error(`${file} is not what the code says; run: npm run print-schema`);
    process.exit(1);
  }
} else {
  writeFileSync(file, printed);
}
