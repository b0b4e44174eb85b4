import { z } from "zod";
import type { Registry } from "../core/registry";
import { configSchema, type JsonSchema, propertiesOf } from "./document/config-keys";
import { datasetSchema, documentSchema, operationSchema, stepSchema } from "./document/document-schema";
import type { Operator } from "./operators/operator";

/** A key that can be written in a mapping of the document. */
export interface GrammarKey {
  readonly name: string;
  readonly required: boolean;
  /** What it takes, for people: "text", "number", "true or false", "list", "mapping", "a | b". */
  readonly type: string;
  readonly description: string | null;
  /** The only values, where there are only some. */
  readonly values: readonly string[];
}

export interface OperatorGrammar {
  readonly kind: string;
  readonly summary: string;
  readonly rows: "one-to-one" | "reshaping";
  /** Its own keys; those of every operation are `PipelineGrammar.operation`. */
  readonly keys: readonly GrammarKey[];
}

/** What an editor offers while somebody writes a document; names of datasets it adds itself. */
export interface PipelineGrammar {
  readonly document: readonly GrammarKey[];
  readonly pipeline: readonly GrammarKey[];
  readonly dataset: readonly GrammarKey[];
  readonly operation: readonly GrammarKey[];
  readonly step: readonly GrammarKey[];
  readonly output: readonly GrammarKey[];
  readonly operators: readonly OperatorGrammar[];
}

/** The grammar as it is checked, drawn from the same schemas. */
export function describeGrammar(operators: Registry<Operator>): PipelineGrammar {
  const { pipeline } = documentSchema.shape;
  return {
    document: keysOf(jsonSchema(documentSchema)),
    pipeline: keysOf(jsonSchema(pipeline)),
    dataset: keysOf(jsonSchema(datasetSchema)),
    operation: keysOf(jsonSchema(operationSchema)).map((key) =>
      key.name === "type" ? { ...key, values: operators.kinds } : key,
    ),
    step: keysOf(jsonSchema(stepSchema)),
    output: keysOf(jsonSchema(pipeline.shape.output.unwrap())),
    operators: operators.members.map((operator) => ({
      kind: operator.kind,
      summary: operator.summary,
      rows: operator.rows,
      keys: keysOf(configSchema(operator)),
    })),
  };
}

const jsonSchema = (schema: z.ZodType): JsonSchema =>
  z.toJSONSchema(schema, { io: "input", unrepresentable: "any" }) as JsonSchema;

/** Keys of alternatives are put together: one is required when it is in every alternative that has it. */
function keysOf(schema: JsonSchema): GrammarKey[] {
  const required = requiredOf(schema);
  const keys = new Map<string, GrammarKey>();
  for (const [name, property] of propertiesOf(schema)) {
    const known = keys.get(name);
    keys.set(name, {
      name,
      required: required.has(name),
      type: known?.type ?? typeOf(property),
      description: known?.description ?? property.description ?? null,
      values: [...(known?.values ?? []), ...valuesOf(property)],
    });
  }
  return [...keys.values()];
}

function requiredOf(schema: JsonSchema): Set<string> {
  const own = schema.required ?? [];
  const alternatives = [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])].map(requiredOf);
  const [first, ...rest] = alternatives;
  const inAll = first ? [...first].filter((name) => rest.every((other) => other.has(name))) : [];
  return new Set([...own, ...inAll, ...(schema.allOf ?? []).flatMap((part) => [...requiredOf(part)])]);
}

const valuesOf = (schema: JsonSchema): string[] =>
  [...(schema.enum ?? []), ...(schema.const === undefined ? [] : [schema.const])].map(String);

const NAMES: Readonly<Record<string, string>> = {
  string: "text",
  integer: "whole number",
  boolean: "true or false",
  array: "list",
  object: "mapping",
};

function typeOf(schema: JsonSchema): string {
  const values = valuesOf(schema);
  if (values.length > 0) return values.join(" | ");
  const parts = [...(schema.anyOf ?? []), ...(schema.oneOf ?? [])];
  if (parts.length > 0) return [...new Set(parts.map(typeOf))].join(" or ");
  const types = typeof schema.type === "string" ? [schema.type] : (schema.type ?? ["anything"]);
  return types.map((type) => NAMES[type] ?? type).join(" or ");
}
