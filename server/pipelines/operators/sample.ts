import { z } from "zod";
import { type Random, seededRandom } from "../../core/random";
import type { Row } from "../tables/table";
import type { Operator } from "./operator";
import { type Quotas, shareSamples } from "./share-samples";

const config = z
  .strictObject({
    method: z.enum(["uniform", "first"]).describe("Which rows: any with the same chance, or the first."),
    samples: z
      .number()
      .positive()
      .describe("How many rows; below 1 a fraction of them (rounded down, but at least one row)."),
    random_state: z.int().optional().describe("The same number picks the same rows."),
    stratify_key: z
      .union([z.string(), z.array(z.string()).min(1)])
      .optional()
      .describe(
        "Draws from each group of equal values in these columns, in proportion to the groups' sizes.",
      ),
    samples_per_group: z
      .boolean()
      .default(false)
      .describe("Takes that many rows from each group instead of in all."),
  })
  .refine(({ samples }) => samples < 1 || Number.isInteger(samples), {
    path: ["samples"],
    message: "Give a whole number of rows, or a fraction below 1.",
  })
  .refine(({ stratify_key, samples_per_group }) => !samples_per_group || stratify_key !== undefined, {
    path: ["samples_per_group"],
    message: "samples_per_group needs a stratify_key.",
  });
type Config = z.infer<typeof config>;

/** Keeps some rows, in their order; the others count as filtered. Only group sizes are held in memory. */
export const sample: Operator<Config> = {
  kind: "sample",
  summary: "Keeps some rows: the first, or any, in all or in each group.",
  rows: "one-to-one",
  config,
  async run(options, input, output, context) {
    const groupOf = grouping(options);
    const sizes = new Map<string, number>();
    if (options.stratify_key === undefined) sizes.set("", input.rowCount);
    else {
      for await (const rows of input.batches()) {
        context.signal.throwIfAborted();
        for (const row of rows) sizes.set(groupOf(row), (sizes.get(groupOf(row)) ?? 0) + 1);
      }
    }
    const quotas = shareSamples(sizes, options);
    const random = options.random_state === undefined ? context.random : seededRandom(options.random_state);
    let wanted = 0;
    for (const { wanted: some } of quotas.values()) wanted += some;
    let done = 0;
    let kept = 0;
    for await (const rows of input.batches()) {
      if (kept === wanted) break;
      context.signal.throwIfAborted();
      const chosen = rows.filter((row) => choose(quotas, groupOf(row), options.method, random));
      await output.write(chosen);
      kept += chosen.length;
      done += rows.length;
      context.progress(done);
    }
    context.filtered(input.rowCount - kept);
    context.progress(input.rowCount);
    return undefined;
  },
};

function grouping({ stratify_key }: Config): (row: Row) => string {
  if (stratify_key === undefined) return () => "";
  const keys = typeof stratify_key === "string" ? [stratify_key] : stratify_key;
  return (row) => JSON.stringify(keys.map((key) => row[key] ?? null));
}

/** Selection sampling: exact numbers in one pass. Source: Knuth, The Art of Computer Programming, 3.4.2, Algorithm S. */
function choose(quotas: Quotas, group: string, method: Config["method"], random: Random): boolean {
  const quota = quotas.get(group)!;
  const taken = method === "first" ? quota.wanted > 0 : random.next() * quota.left < quota.wanted;
  quota.left--;
  if (taken) quota.wanted--;
  return taken;
}
