import SchemaBuilder from "@pothos/core";
import PrismaPlugin from "@pothos/plugin-prisma";
import RelayPlugin from "@pothos/plugin-relay";
import ScopeAuthPlugin from "@pothos/plugin-scope-auth";
import type PrismaTypes from "../prisma/sqlite/generated/pothos";
import { getDatamodel } from "../prisma/sqlite/generated/pothos";
import { AppError } from "../server/core/errors";
import type { GraphQLContext } from "./context";
import { decodeId, encodeId } from "./ids";
import { nodeQueryOptions, nodesQueryOptions } from "./node-queries";
import { dateTimeScalar, jsonScalar, longScalar } from "./scalars";

/** The one builder; every file in `types/` adds to it when it is imported by `schema.ts`. */
export const builder = new SchemaBuilder<{
  Context: GraphQLContext;
  PrismaTypes: PrismaTypes;
  DefaultFieldNullability: false;
  DefaultInputFieldRequiredness: false;
  Scalars: {
    ID: { Input: string; Output: string };
    DateTime: { Input: Date; Output: Date };
    Long: { Input: number; Output: number | bigint };
    JSON: { Input: unknown; Output: unknown };
  };
  AuthScopes: { signedIn: boolean; instanceAdmin: boolean };
}>({
  plugins: [ScopeAuthPlugin, RelayPlugin, PrismaPlugin],
  defaultFieldNullability: false,
  relay: {
    encodeGlobalID: (typename, id) => encodeId(typename, String(id)),
    decodeGlobalID: (value) => decodeId(value),
    clientMutationId: "omit",
    cursorType: "String",
    nodeQueryOptions,
    nodesQueryOptions,
  },
  prisma: {
    client: (context) => context.services.database.client,
    dmmf: getDatamodel(),
    filterConnectionTotalCount: true,
    maxConnectionSize: 100,
    defaultConnectionSize: 25,
    onUnusedQuery: null,
  },
  scopeAuth: {
    unauthorizedError: (_parent, context) =>
      context.request.actor.kind === "anonymous"
        ? new AppError("UNAUTHENTICATED", "Sign in first, or send a personal access token.")
        : new AppError("FORBIDDEN", "Your account may not do this."),
    authScopes: (context) => ({
      signedIn: context.request.actor.kind !== "anonymous",
      instanceAdmin: context.request.actor.kind === "user" && context.request.actor.instanceAdmin,
    }),
  },
});

builder.addScalarType("DateTime", dateTimeScalar);
builder.addScalarType("Long", longScalar);
builder.addScalarType("JSON", jsonScalar);

builder.queryType({
  description: "Everything that can be read. Ids of other namespaces answer as if they did not exist.",
});
builder.mutationType({
  description: "Every change. What a person can run into is told in the payload's `errors`.",
});
builder.subscriptionType({
  description: "Live events. Give `after`, the last sequence you have seen, to go on without a gap.",
});
