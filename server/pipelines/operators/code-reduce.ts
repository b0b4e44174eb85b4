import { z } from "zod";
import type { Row } from "../tables/table";
import { checkCode, codeConfig, notAnObject, type Transform, withCode } from "./code";
import { type Group, groupRows } from "./group-rows";
import type { Operator, OperatorContext } from "./operator";
import { isObject, missingColumn } from "./row-value";

const config = codeConfig.extend({
  reduce_key: z
    .union([z.string(), z.array(z.string()).min(1)])
    .default("_all")
    .describe('The column or columns whose equal values make a group; "_all" takes all rows as one.'),
  pass_through: z
    .boolean()
    .default(false)
    .describe("Gives the result the other columns of the group's first row."),
  limit: codeConfig.shape.limit.describe("Takes only this many groups, the smallest first."),
});

/** The rows of one group travel and live in the sandbox together. */
const groupLength = 24_000_000;
const memoryBytes = 256 << 20;
/** Groups are sent together until they have this many rows. */
const rowsAtOnce = 1_000;

/**
 * One row for each group: its keys, what `transform(rows)` returns, and `_counts_prereduce_<operation>`. When the code
 * throws, all rows of its group fail with the reason; a row without one of the keys fails too.
 */
export const codeReduce: Operator<z.infer<typeof config>> = {
  kind: "code_reduce",
  summary: "Turns each group of rows into one row with JavaScript: transform(docs) returns an object.",
  rows: "reshaping",
  config,
  check: checkCode,
  async run({ code, reduce_key, pass_through, limit }, input, output, context) {
    const keys = [reduce_key].flat().filter((key) => key !== "_all");
    const countName = `_counts_prereduce_${context.operationName}`;
    let keyless = 0;
    let done = 0;

    const keyOf = (row: Row, index: number) => {
      const missing = keys.find((key) => !Object.hasOwn(row, key));
      if (missing === undefined) return JSON.stringify(keys.map((key) => row[key]));
      keyless++;
      context.failed(index, row, missingColumn(row, missing));
      return null;
    };
    const toRow = ({ rows }: Group, value: Row): Row => {
      const first = rows[0]!;
      const own = Object.fromEntries(keys.map((key) => [key, first[key]]));
      return { ...own, ...(pass_through ? first : {}), ...value, [countName]: rows.length };
    };

    const groups = groupRows(input, { keyOf, limit, groupLength }, output, context);
    const work = async (transform: Transform) => {
      for await (const some of inBatches(groups)) {
        const results = await transform(some.map(({ rows }) => rows));
        const made: Row[] = [];
        for (const [at, group] of some.entries()) {
          const result = results[at]!;
          if (result.ok && isObject(result.value)) made.push(toRow(group, result.value));
          else failGroup(group, result.ok ? notAnObject(result.value) : result.reason, context);
          done += group.rows.length;
        }
        await output.write(made);
        context.progress(done);
      }
    };
    await withCode(code, context, work, { memoryBytes });
    context.filtered(input.rowCount - done - keyless);
    return undefined;
  },
};

/** Many small groups make one call. */
async function* inBatches(groups: AsyncIterable<Group>): AsyncIterable<readonly Group[]> {
  let batch: Group[] = [];
  let rows = 0;
  for await (const group of groups) {
    batch.push(group);
    rows += group.rows.length;
    if (rows < rowsAtOnce) continue;
    yield batch;
    batch = [];
    rows = 0;
  }
  if (batch.length > 0) yield batch;
}

function failGroup({ rows, indexes }: Group, reason: string, context: OperatorContext): void {
  for (const [place, row] of rows.entries()) context.failed(indexes[place]!, row, reason);
}
