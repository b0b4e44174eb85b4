import { z } from "zod";
import { firstRows } from "../tables/first-rows";
import type { Row } from "../tables/table";
import { checkCode, codeConfig, notAnObject, withCode } from "./code";
import type { Operator } from "./operator";
import { isObject } from "./row-value";

const config = codeConfig.extend({
  drop_keys: z.array(z.string()).optional().describe("Columns that the resulting rows shall not have."),
  limit: codeConfig.shape.limit.describe("Takes only this many rows, from the first."),
});

/** `{...row, ...transform(row)}` for each row. `limit` takes only the first rows; the others count as filtered. */
export const codeMap: Operator<z.infer<typeof config>> = {
  kind: "code_map",
  summary:
    "Computes new columns for each row with JavaScript: transform(doc) returns an object that is merged into the row.",
  rows: "one-to-one",
  config,
  check: checkCode,
  async run({ code, limit, drop_keys = [] }, input, output, context) {
    const taken = limit === undefined ? input : firstRows(input, limit);
    context.filtered(input.rowCount - taken.rowCount);
    const dropped = new Set(drop_keys);
    let done = 0;
    await withCode(code, context, async (transform) => {
      for await (const rows of taken.batches()) {
        const results = await transform(rows);
        const merged: Row[] = [];
        for (const [at, row] of rows.entries()) {
          const result = results[at]!;
          if (!result.ok) context.failed(done + at, row, result.reason);
          else if (isObject(result.value)) merged.push(without(dropped, { ...row, ...result.value }));
          else context.failed(done + at, row, notAnObject(result.value));
        }
        await output.write(merged);
        done += rows.length;
        context.progress(done);
      }
    });
    return undefined;
  },
};

function without(keys: ReadonlySet<string>, row: Row): Row {
  return keys.size === 0 ? row : Object.fromEntries(Object.entries(row).filter(([key]) => !keys.has(key)));
}
