import { type GraphQLResolveInfo, type GraphQLSchema, isObjectType } from "graphql";
import { badInput } from "../server/core/errors";

interface DecodedId {
  typename: string;
  id: string;
}

const maxNodes = 100;

/** `node(id)`: an id of no kind we know is like one of a thing that is not there. */
export const nodeQueryOptions = {
  resolve: (
    _root: unknown,
    { id }: { id: DecodedId },
    _context: unknown,
    { schema }: GraphQLResolveInfo,
    resolveNode: (id: DecodedId) => unknown,
  ): unknown => (namesNode(schema, id) ? resolveNode(id) : null),
};

/** `nodes(ids)`: at most 100, null for each that is not there. @throws BAD_USER_INPUT for more */
export const nodesQueryOptions = {
  resolve: (
    _root: unknown,
    { ids }: { ids: (DecodedId | null)[] },
    _context: unknown,
    { schema }: GraphQLResolveInfo,
    resolveNodes: (ids: DecodedId[]) => Promise<unknown[]>,
  ): Promise<unknown[]> => {
    if (ids.length > maxNodes) throw badInput(`Ask for at most ${maxNodes} nodes at once.`);
    // The plug-in resolves the list of the arguments, whatever it is given, and passes over null.
    for (const [index, id] of ids.entries()) if (id && !namesNode(schema, id)) ids[index] = null;
    return resolveNodes(ids as DecodedId[]);
  },
};

function namesNode(schema: GraphQLSchema, { typename }: DecodedId): boolean {
  const type = schema.getType(typename);
  return isObjectType(type) && type.getInterfaces().some(({ name }) => name === "Node");
}
