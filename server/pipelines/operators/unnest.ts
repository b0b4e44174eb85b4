import { z } from "zod";
import type { Row } from "../tables/table";
import type { Operator } from "./operator";
import { isObject, missingColumn, nameOfValue } from "./row-value";

const config = z.strictObject({
  unnest_key: z
    .string()
    .min(1)
    .describe("The column whose list becomes rows, or whose object becomes columns."),
  keep_empty: z
    .boolean()
    .default(false)
    .describe("Keeps a row whose list is empty or null, with null in its place."),
  recursive: z.boolean().default(false).describe("Goes on into lists and objects inside the list."),
  depth: z.int().positive().optional().describe("How many levels to go down when recursive; all by default."),
  expand_fields: z
    .array(z.string())
    .optional()
    .describe("An object's fields that become columns; all by default."),
});
type Config = z.infer<typeof config>;

const rowsAtOnce = 1_000;

/** A list → one row an element, in its order; an object → its fields as columns beside it. Anything else fails. */
export const unnest: Operator<Config> = {
  kind: "unnest",
  summary: "Turns a list into one row for each element, or an object's fields into columns.",
  rows: "reshaping",
  config,
  async run(options, input, output, context) {
    let done = 0;
    let ready: Row[] = [];
    for await (const rows of input.batches()) {
      context.signal.throwIfAborted();
      for (const row of rows) {
        const problem = findProblem(row, options);
        let made = 0;
        if (problem) context.failed(done, row, problem);
        else {
          for (const unnested of unnestRow(row, options)) {
            made++;
            ready.push(unnested);
            if (ready.length < rowsAtOnce) continue;
            await output.write(ready);
            ready = [];
          }
          if (made === 0) context.filtered(1);
        }
        done++;
      }
      context.progress(done);
    }
    await output.write(ready);
    return undefined;
  },
};

function findProblem(row: Row, { unnest_key: key }: Config): string | null {
  if (!Object.hasOwn(row, key)) return missingColumn(row, key);
  const value = row[key];
  if (value === null || typeof value === "object") return null;
  return `"${key}" is ${nameOfValue(value)}, neither a list nor an object`;
}

function* unnestRow(row: Row, options: Config): Iterable<Row> {
  const { unnest_key: key, keep_empty, recursive, depth = Number.POSITIVE_INFINITY } = options;
  const value = row[key];
  const empty = value === null || (Array.isArray(value) && value.length === 0);
  if (empty && keep_empty) yield { ...row, [key]: null };
  else if (!empty) yield* unnestValue(row, value, options, recursive ? depth : 1);
}

function* unnestValue(row: Row, value: unknown, options: Config, levels: number): Iterable<Row> {
  const { unnest_key: key, expand_fields } = options;
  if (levels === 0 || typeof value !== "object" || value === null) {
    yield { ...row, [key]: value };
  } else if (isObject(value)) {
    const names = expand_fields ?? Object.keys(value);
    const fields = names.map((name) => [name, Object.hasOwn(value, name) ? value[name] : null] as const);
    yield { ...row, [key]: value, ...Object.fromEntries(fields) };
  } else {
    for (const element of value as readonly unknown[]) yield* unnestValue(row, element, options, levels - 1);
  }
}
