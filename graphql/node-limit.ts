import {
  type ASTVisitor,
  type FieldNode,
  GraphQLError,
  type GraphQLField,
  type GraphQLNamedType,
  getNamedType,
  getNullableType,
  isCompositeType,
  isInterfaceType,
  isListType,
  isObjectType,
  type SelectionSetNode,
  type ValidationContext,
} from "graphql";

/** Most things that one document may ask for, if every list is as long as it may be. */
export const maxNodes = 50_000;
/** A page whose size the document leaves to a variable, and one whose size it does not name. */
const size = { variable: 100, unsaid: 25 };
/** A list without pages; those we have are short. */
const plainList = 10;

/**
 * Lists within lists multiply, whatever the document's own length: this counts what they come to. The cost rule counts
 * pages too, but only where their size is written out.
 */
export function nodeLimitRule(context: ValidationContext): ASTVisitor {
  const counter = new NodeCounter(context);
  return {
    OperationDefinition(operation) {
      const root = context.getSchema().getRootType(operation.operation);
      const nodes = root ? counter.within(operation.selectionSet, root) : 0;
      if (nodes <= maxNodes) return;
      context.reportError(
        new GraphQLError(
          `This asks for up to ${nodes.toLocaleString("en")} things, more than ${maxNodes.toLocaleString("en")}: ask for smaller pages, or for fewer lists within lists.`,
          { nodes: operation },
        ),
      );
    },
  };
}

class NodeCounter {
  readonly #context: ValidationContext;
  /** What each fragment comes to; 0 while it is being counted, should it contain itself. */
  readonly #fragments = new Map<string, number>();

  constructor(context: ValidationContext) {
    this.#context = context;
  }

  within({ selections }: SelectionSetNode, type: GraphQLNamedType): number {
    let nodes = 0;
    for (const selection of selections) {
      if (selection.kind === "Field") nodes += this.#ofField(selection, type);
      else if (selection.kind === "FragmentSpread") nodes += this.#ofFragment(selection.name.value);
      else {
        const condition = selection.typeCondition?.name.value;
        const inner = condition ? this.#context.getSchema().getType(condition) : type;
        if (inner) nodes += this.within(selection.selectionSet, inner);
      }
    }
    return nodes;
  }

  #ofFragment(name: string): number {
    const known = this.#fragments.get(name);
    if (known !== undefined) return known;
    this.#fragments.set(name, 0);
    const fragment = this.#context.getFragment(name);
    const type = fragment && this.#context.getSchema().getType(fragment.typeCondition.name.value);
    const nodes = fragment && type ? this.within(fragment.selectionSet, type) : 0;
    this.#fragments.set(name, nodes);
    return nodes;
  }

  #ofField(node: FieldNode, parent: GraphQLNamedType): number {
    if (!node.selectionSet || !(isObjectType(parent) || isInterfaceType(parent))) return 0;
    const field = parent.getFields()[node.name.value];
    const type = field && getNamedType(field.type);
    if (!field || !isCompositeType(type)) return 0;
    const inner = this.within(node.selectionSet, type);
    const list = isListType(getNullableType(field.type));
    // A connection is no thing of its own, nor are its edges: they lead to the things.
    if (isPaged(field)) return pageSize(node) * (list ? 1 + inner : inner);
    if (node.name.value === "edges") return inner;
    if (node.name.value === "pageInfo") return 0;
    return (list ? plainList : 1) * (1 + inner);
  }
}

const isPaged = (field: GraphQLField<unknown, unknown>) => field.args.some(({ name }) => name === "first");

function pageSize(node: FieldNode): number {
  const given = node.arguments?.filter(({ name }) => name.value === "first" || name.value === "last") ?? [];
  const sizes = given.map(({ value }) =>
    value.kind === "IntValue" ? Math.max(1, Number(value.value)) : size.variable,
  );
  return sizes.length > 0 ? Math.max(...sizes) : size.unsaid;
}
