import { z } from "zod";
import { createRegistry } from "../../../server/core/registry";
import type { Operator, OperatorTools } from "../../../server/pipelines/operators/operator";
import type { Row } from "../../../server/pipelines/tables/table";

/** Small operators whose behaviour tests can foresee. The real ones have suites of their own. */
function operator<Config>(definition: Omit<Operator<Config>, "summary"> & { summary?: string }): Operator {
  return { summary: `Test operator ${definition.kind}.`, ...definition } as Operator;
}

const copy = operator({
  kind: "copy",
  rows: "one-to-one",
  config: z.strictObject({}),
  async run(_config, input, output, context) {
    let done = 0;
    for await (const batch of input.batches()) {
      await output.write(batch);
      done += batch.length;
      context.progress(done);
    }
    return undefined;
  },
});

/** Drops rows whose `key` equals `filter`, fails those where it equals `fail`, keeps the rest. */
const sieve = operator({
  kind: "sieve",
  rows: "one-to-one",
  config: z.strictObject({ key: z.string(), filter: z.unknown().optional(), fail: z.unknown().optional() }),
  async run(config, input, output, context) {
    let index = 0;
    for await (const batch of input.batches()) {
      const kept: Row[] = [];
      for (const row of batch) {
        const value = row[config.key];
        if (value === config.fail) context.failed(index, row, `the value is ${String(value)}`);
        else if (value === config.filter) context.filtered(1);
        else kept.push(row);
        index++;
      }
      await output.write(kept);
      context.progress(index);
    }
    return undefined;
  },
});

const generate = operator({
  kind: "generate",
  rows: "reshaping",
  config: z.strictObject({ count: z.int().nonnegative(), width: z.int().optional() }),
  async run(config, _input, output, context) {
    const pad = "x".repeat(config.width ?? 0);
    for (let from = 0; from < config.count; from += 1000) {
      const to = Math.min(config.count, from + 1000);
      await output.write(
        Array.from({ length: to - from }, (_, i) => ({ n: from + i, random: context.random.next(), pad })),
      );
    }
    return undefined;
  },
});

const hang = operator({
  kind: "hang",
  rows: "one-to-one",
  config: z.strictObject({}),
  run: (_config, _input, _output, context) =>
    new Promise((_resolve, reject) => {
      context.logger.info("hanging");
      context.signal.addEventListener("abort", () => reject(context.signal.reason), { once: true });
    }),
});

const slow = operator({
  kind: "slow",
  rows: "one-to-one",
  config: z.strictObject({ milliseconds: z.int() }),
  async run(config, input, output) {
    await new Promise((resolve) => setTimeout(resolve, config.milliseconds));
    for await (const batch of input.batches()) await output.write(batch);
    return undefined;
  },
});

const fail = operator({
  kind: "fail",
  rows: "one-to-one",
  config: z.strictObject({ message: z.string() }),
  run: (config) => Promise.reject(new Error(config.message)),
});

/** `check` finds fault with the word "bad", and says where in the code it stands. */
const checked = operator({
  kind: "checked",
  rows: "one-to-one",
  config: z.strictObject({ code: z.string(), mode: z.enum(["fast", "slow"]).default("fast") }),
  check({ code }) {
    const lines = code.split("\n");
    const line = lines.findIndex((text) => text.includes("bad"));
    if (line < 0) return [];
    const column = lines[line]!.indexOf("bad") + 1;
    return [{ code: "bad-code", message: "The code is bad.", path: ["code"], line: line + 1, column }];
  },
  run: () => Promise.resolve(undefined),
});

/** All rows of its input and of its further tables, one after the other. */
const concat = operator({
  kind: "concat",
  rows: "reshaping",
  config: z.strictObject({ tables: z.array(z.string()).default([]) }),
  tablesOf: ({ tables }) => tables,
  async run({ tables }, input, output, context) {
    for (const table of [input, ...tables.map((name) => context.tables[name]!)])
      for await (const batch of table.batches()) await output.write(batch);
    return undefined;
  },
});

export const fakeOperators = createRegistry("operator", [
  copy,
  sieve,
  generate,
  hang,
  slow,
  fail,
  checked,
  concat,
]);

/** No fake operator uses the sandbox; touching it is a fault of the test. */
export const noTools: OperatorTools = {
  sandbox: {
    check: () => Promise.reject(new Error("no sandbox in this test")),
    open: () => Promise.reject(new Error("no sandbox in this test")),
    close: () => Promise.resolve(),
  },
};
