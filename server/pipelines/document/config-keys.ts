import { z } from "zod";
import type { Operator } from "../operators/operator";

/** The part of JSON Schema (draft 2020-12) that matters here. */
export interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly default?: unknown;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly required?: readonly string[];
  readonly additionalProperties?: boolean | JsonSchema;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly allOf?: readonly JsonSchema[];
}

const schemas = new WeakMap<Operator, JsonSchema>();

/** What an operator's configuration looks like, as JSON Schema of what people write. */
export function configSchema(operator: Operator): JsonSchema {
  let schema = schemas.get(operator);
  if (!schema) {
    schema = z.toJSONSchema(operator.config, { io: "input", unrepresentable: "any" }) as JsonSchema;
    schemas.set(operator, schema);
  }
  return schema;
}

/** The keys an operator takes beside those of every operation. */
export const configKeys = (operator: Operator): string[] => [
  ...new Set(propertiesOf(configSchema(operator)).map(([key]) => key)),
];

/** All properties of a schema, those of its alternatives included. */
export function propertiesOf(schema: JsonSchema): [string, JsonSchema][] {
  const own = Object.entries(schema.properties ?? {});
  const parts = [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])];
  return [...own, ...parts.flatMap(propertiesOf)];
}
