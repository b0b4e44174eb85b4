import { type GraphQLSchema, type IntrospectionType, introspectionFromSchema } from "graphql";

/**
 * The schema as one TypeScript type, in the form gql.tada reads (its "preprocessed introspection"): from it the console's
 * queries get their result and variable types, so that a page asking for a field that is gone fails to compile.
 */
export function printSchemaTypes(schema: GraphQLSchema): string {
  const { __schema } = introspectionFromSchema(schema, { descriptions: false, inputValueDeprecation: true });
  const types = __schema.types
    .filter(({ name }) => !name.startsWith("__"))
    .map((type) => `    ${quote(type.name)}: ${printType(type)};`)
    .sort();
  const root = (type: { name: string } | null | undefined) => (type ? quote(type.name) : "never");
  return [
    "// Printed from the API's schema by `npm run print-schema`. Not to be edited.",
    "export type introspection = {",
    "  name: never;",
    `  query: ${root(__schema.queryType)};`,
    `  mutation: ${root(__schema.mutationType)};`,
    `  subscription: ${root(__schema.subscriptionType)};`,
    "  types: {",
    ...types,
    "  };",
    "};",
    "",
  ].join("\n");
}

function printType(type: IntrospectionType): string {
  const name = quote(type.name);
  switch (type.kind) {
    case "ENUM":
      return `{ name: ${name}; enumValues: ${union(type.enumValues)} }`;
    case "OBJECT":
      return `{ kind: "OBJECT"; name: ${name}; fields: ${printFields(type.fields)} }`;
    case "INTERFACE":
      return `{ kind: "INTERFACE"; name: ${name}; fields: ${printFields(type.fields)}; possibleTypes: ${union(type.possibleTypes)} }`;
    case "UNION":
      return `{ kind: "UNION"; name: ${name}; fields: {}; possibleTypes: ${union(type.possibleTypes)} }`;
    case "INPUT_OBJECT": {
      const fields = type.inputFields.map(
        (field) =>
          `{ name: ${quote(field.name)}; type: ${printRef(field.type)}; defaultValue: ${field.defaultValue == null ? "null" : quote(field.defaultValue)} }`,
      );
      return `{ kind: "INPUT_OBJECT"; name: ${name}; isOneOf: ${type.isOneOf ?? false}; inputFields: [${fields.join(", ")}] }`;
    }
    case "SCALAR":
      return "unknown";
  }
}

interface TypeRef {
  readonly kind: string;
  readonly name?: string;
  readonly ofType?: TypeRef;
}

function printFields(fields: ReadonlyArray<{ name: string; type: TypeRef }>): string {
  const printed = fields.map(
    ({ name, type }) => `${quote(name)}: { name: ${quote(name)}; type: ${printRef(type)} }`,
  );
  return `{ ${printed.sort().join("; ")} }`;
}

function printRef({ kind, name, ofType }: TypeRef): string {
  return ofType
    ? `{ kind: ${quote(kind)}; name: never; ofType: ${printRef(ofType)} }`
    : `{ kind: ${quote(kind)}; name: ${quote(name ?? "")}; ofType: null }`;
}

const union = (members: ReadonlyArray<{ name: string }>): string =>
  members.length === 0 ? "never" : members.map(({ name }) => quote(name)).join(" | ");

const quote = (text: string): string => JSON.stringify(text);
