/** The part of JSON Schema that completion reads. */
export interface JsonSchema {
  readonly type?: string | readonly string[];
  readonly description?: string;
  readonly enum?: readonly unknown[];
  readonly const?: unknown;
  readonly properties?: Readonly<Record<string, JsonSchema>>;
  readonly additionalProperties?: boolean | JsonSchema;
  readonly items?: JsonSchema;
  readonly anyOf?: readonly JsonSchema[];
  readonly oneOf?: readonly JsonSchema[];
  readonly allOf?: readonly JsonSchema[];
}

/** All properties of a schema, those of its alternatives included. */
export function propertiesOf(schema: JsonSchema): [string, JsonSchema][] {
  const parts = [...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])];
  return [...Object.entries(schema.properties ?? {}), ...parts.flatMap(propertiesOf)];
}

/** The schema of what stands at `path` inside; "[]" steps into a list's items. Undefined where it says nothing. */
export function schemaOf(schema: JsonSchema, path: readonly string[]): JsonSchema | undefined {
  const [step, ...rest] = path;
  if (step === undefined) return schema;
  const alternatives = [schema, ...(schema.anyOf ?? []), ...(schema.oneOf ?? []), ...(schema.allOf ?? [])];
  for (const one of alternatives) {
    const other = typeof one.additionalProperties === "object" ? one.additionalProperties : undefined;
    const next = step === "[]" ? one.items : (one.properties?.[step] ?? other);
    const found = next && schemaOf(next, rest);
    if (found) return found;
  }
  return undefined;
}
