import { describe, expect, test } from "vitest";
import { configSchema } from "../../../../server/pipelines/document/config-keys";
import { operators } from "../../../../server/pipelines/operators/registry";
import type { Row } from "../../../../server/pipelines/tables/table";
import { runOperator, sandbox } from "./run-operator";

interface Example {
  readonly config: Record<string, unknown>;
  /** A configuration of the right shape whose content `check` must refuse, and where. */
  readonly wrong?: { config: Record<string, unknown>; path: readonly string[]; line: number };
  /** Whether a column called "__proto__" comes through. */
  readonly keepsColumns: boolean;
}

/** A new operator needs a line here; everything below then holds it to the contract. */
const examples: Record<string, Example> = {
  sql: {
    config: { query: "FROM input ORDER BY n" },
    wrong: { config: { query: "SELECT *\nFROM nowhere" }, path: ["query"], line: 2 },
    keepsColumns: true,
  },
  code_map: {
    config: { code: "const transform = (doc) => ({ twice: doc.n * 2, r: Math.random() })" },
    wrong: { config: { code: "function transform(doc) {\n  return +\n}" }, path: ["code"], line: 3 },
    keepsColumns: true,
  },
  code_filter: {
    config: {
      code: "const transform = (doc) => { if (doc.n === 3) throw new Error('three'); return doc.n % 2 === 1 }",
    },
    wrong: { config: { code: "\nlet a; let a" }, path: ["code"], line: 2 },
    keepsColumns: true,
  },
  code_reduce: {
    config: {
      code: "const transform = (docs) => ({ sum: docs.reduce((sum, { n }) => sum + n, 0) })",
      reduce_key: "group",
    },
    wrong: { config: { code: "transform = null" }, path: ["code"], line: 1 },
    keepsColumns: false,
  },
  unnest: { config: { unnest_key: "list" }, keepsColumns: true },
  sample: { config: { method: "uniform", samples: 0.5 }, keepsColumns: true },
};

const table: Row[] = Array.from({ length: 2_345 }, (_, n) => ({
  n,
  group: `g${n % 7}`,
  list: [n, n + 1],
  text: "é中文😀",
}));

const freeze = (value: unknown): unknown => {
  if (typeof value === "object" && value !== null) Object.values(Object.freeze(value)).forEach(freeze);
  return value;
};

test("every operator has an example", () => {
  expect(Object.keys(examples).sort()).toEqual([...operators.kinds].sort());
});

describe.each(operators.members.map((operator) => [operator.kind, operator] as const))(
  "%s",
  (kind, operator) => {
    const { config, wrong, keepsColumns } = examples[kind]!;

    test("says in one sentence what it does, and describes each of its keys", () => {
      expect(operator.summary).toMatch(/^[A-Z].{20,150}\.$/);
      const { properties } = configSchema(operator);
      for (const [key, schema] of Object.entries(properties ?? {}))
        expect(schema.description, key).toMatch(/\S \S/);
    });

    test("takes its example, and no key that it does not know", () => {
      expect(operator.config.safeParse(config).success).toBe(true);
      expect(operator.config.safeParse({ ...config, nonsense: 1 }).success).toBe(false);
      expect(operator.config.safeParse({}).success).toBe(false);
    });

    test("finds fault before it runs, with the place", async () => {
      expect((await operator.check?.(operator.config.parse(config), { sandbox })) ?? []).toEqual([]);
      if (!wrong) return;
      const problems = await operator.check?.(operator.config.parse(wrong.config), { sandbox });
      expect(problems).toMatchObject([
        { path: wrong.path, line: wrong.line, code: expect.stringMatching(/^[a-z-]+$/) },
      ]);
    });

    test("loses no row and invents none", async () => {
      const { rows, filtered, failed, progress } = await runOperator(kind, config, table);
      if (operator.rows === "one-to-one") expect(rows.length + filtered + failed.length).toBe(table.length);
      expect(new Set(failed.map(({ index }) => index)).size).toBe(failed.length);
      for (const { index, row, reason } of failed) {
        expect(row).toEqual(table[index]);
        expect(reason).not.toBe("");
      }
      expect(progress).toBe(table.length);
    });

    test("gives the same rows in the same order again, from memory and from a file", async () => {
      const first = await runOperator(kind, config, table, { seed: 5 });
      const again = await runOperator(kind, config, table, { seed: 5 });
      const fromFile = await runOperator(kind, config, table, { seed: 5, asFile: true });
      expect(again.rows).toEqual(first.rows);
      expect(fromFile.rows).toEqual(first.rows);
      expect(fromFile.failed).toEqual(first.failed);
      expect(fromFile.filtered).toBe(first.filtered);
    });

    test("leaves its input as it was", async () => {
      const frozen = freeze(structuredClone(table.slice(0, 50))) as Row[];
      await runOperator(kind, config, frozen);
      expect(frozen).toEqual(table.slice(0, 50));
    });

    test("makes no rows of no rows", async () => {
      const { rows, failed, filtered } = await runOperator(kind, config, []);
      expect({ rows, failed, filtered }).toEqual({ rows: [], failed: [], filtered: 0 });
    });

    test("is not led astray by hostile columns", async () => {
      const hostile = JSON.parse(
        '[{"n":1,"group":"__proto__","list":[1],"__proto__":{"admin":true},"constructor":7,"toString":8}]',
      );
      const { rows } = await runOperator(kind, config, hostile);
      expect(({} as { admin?: boolean }).admin).toBeUndefined();
      expect(rows).toHaveLength(1);
      if (!keepsColumns) return;
      expect(Object.keys(rows[0]!)).toEqual(expect.arrayContaining(["__proto__", "constructor", "toString"]));
      expect(Object.getPrototypeOf(rows[0])).toBe(Object.prototype);
    });

    test("stops when it is told to", async () => {
      const controller = new AbortController();
      async function* endless(): AsyncIterable<readonly Row[]> {
        for (let batch = 0; ; batch++) {
          if (batch === 3) controller.abort(new Error("enough"));
          if (batch > 50) throw new Error("It went on reading after it was told to stop.");
          await new Promise(setImmediate);
          yield table.slice(0, 100);
        }
      }
      const input = { rowCount: 1e9, file: null, batches: endless };
      const started = performance.now();
      await expect(runOperator(kind, config, input, { signal: controller.signal })).rejects.toThrow(
        /enough|cancel|stopped/i,
      );
      expect(performance.now() - started).toBeLessThan(3_000);
    });
  },
);
