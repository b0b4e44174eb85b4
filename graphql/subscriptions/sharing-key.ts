import { type DocumentNode, getOperationAST, Kind, type OperationDefinitionNode, visit } from "graphql";

/** The arguments by which a subscriber says where to go on. They do not change what an event looks like. */
const cursorArguments = new Set(["after", "offset"]);

/**
 * Which subscribers see the same frames: equal keys mean the same document, operation and variables, where variables
 * that only say where to begin do not count.
 */
export function sharingKey(
  query: string,
  document: DocumentNode,
  operationName: string | null | undefined,
  variables: Readonly<Record<string, unknown>> | null | undefined,
): string {
  const operation = getOperationAST(document, operationName);
  const cursors = operation ? cursorVariables(document, operation) : new Set<string>();
  const shared = Object.entries(variables ?? {})
    .filter(([name]) => !cursors.has(name))
    .sort(([a], [b]) => (a < b ? -1 : 1));
  return JSON.stringify([query, operation?.name?.value ?? null, shared], canonical);
}

/** Variables of which every use is the value of a root field's `after` or `offset`. */
function cursorVariables(document: DocumentNode, operation: OperationDefinitionNode): Set<string> {
  const uses = countUses(document);
  const cursors = new Map<string, number>();
  for (const field of operation.selectionSet.selections) {
    if (field.kind !== Kind.FIELD) continue;
    for (const { name, value } of field.arguments ?? []) {
      if (!cursorArguments.has(name.value) || value.kind !== Kind.VARIABLE) continue;
      cursors.set(value.name.value, (cursors.get(value.name.value) ?? 0) + 1);
    }
  }
  return new Set([...cursors].filter(([name, count]) => uses.get(name) === count).map(([name]) => name));
}

function countUses(document: DocumentNode): Map<string, number> {
  const uses = new Map<string, number>();
  visit(document, {
    enter(node) {
      // The definition of a variable is no use of it.
      if (node.kind === Kind.VARIABLE_DEFINITION) return false;
      if (node.kind === Kind.VARIABLE) uses.set(node.name.value, (uses.get(node.name.value) ?? 0) + 1);
    },
  });
  return uses;
}

/** Objects with their keys in order, so that equal variables give equal text. */
const canonical = (_key: string, value: unknown): unknown =>
  typeof value === "object" && value !== null && !Array.isArray(value)
    ? Object.fromEntries(Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1)))
    : value;
