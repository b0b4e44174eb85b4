import type { z } from "zod";
import type { Row } from "../tables/table";
import { checkCode, codeConfig, withCode } from "./code";
import type { Operator } from "./operator";
import { nameOfValue } from "./row-value";

const config = codeConfig.extend({
  limit: codeConfig.shape.limit.describe("Stops when this many rows were kept."),
});

/** Keeps the rows for which `transform(row)` is true. `limit` stops after that many were kept; the rest is filtered. */
export const codeFilter: Operator<z.infer<typeof config>> = {
  kind: "code_filter",
  summary: "Keeps the rows for which JavaScript says so: transform(doc) returns true or false.",
  rows: "one-to-one",
  config,
  check: checkCode,
  async run({ code, limit = Number.POSITIVE_INFINITY }, input, output, context) {
    let done = 0;
    let room = limit;
    await withCode(code, context, async (transform) => {
      for await (const rows of input.batches()) {
        const results = await transform(rows);
        const kept: Row[] = [];
        for (const [at, row] of rows.entries()) {
          if (kept.length === room) break;
          const result = results[at]!;
          done++;
          if (!result.ok) context.failed(done - 1, row, result.reason);
          else if (result.value === true) kept.push(row);
          else if (result.value === false) context.filtered(1);
          else
            context.failed(
              done - 1,
              row,
              `transform returned ${nameOfValue(result.value)} instead of true or false`,
            );
        }
        await output.write(kept);
        room -= kept.length;
        context.progress(done);
        if (room === 0) break;
      }
    });
    context.filtered(input.rowCount - done);
    return undefined;
  },
};
