import { visibleNamespaces } from "../../server/accounts/visible-namespaces";
import { builder } from "../builder";
import type { GraphQLContext } from "../context";
import { RunRef } from "./run";

interface Author {
  readonly name: string;
}

const AuthorType = builder.objectRef<Author>("Author").implement({
  description: "Who made something, by name; also when they are no member any more.",
  fields: (t) => ({ name: t.exposeString("name") }),
});

/** Prisma puts the look-ups of one tick into one query. */
async function authorOf({ services }: GraphQLContext, userId: string | null): Promise<Author | null> {
  if (!userId) return null;
  return services.database.client.user.findUnique({ where: { id: userId }, select: { name: true } });
}

builder.prismaObjectFields("Dataset", (t) => ({
  createdBy: t.field({
    type: AuthorType,
    nullable: true,
    resolve: ({ createdById }, _args, context) => authorOf(context, createdById),
  }),
  usedBy: t.prismaField({
    type: [RunRef],
    description: "The newest runs that read this dataset; while they are kept it cannot be deleted.",
    args: { first: t.arg.int({ defaultValue: 10, description: "At most 100." }) },
    resolve: (query, { id }, { first }, { services, request }) =>
      services.database.client.run.findMany({
        ...query,
        where: {
          inputs: { some: { datasetId: id } },
          namespace: visibleNamespaces(request.actor, "run:read"),
        },
        orderBy: { id: "desc" },
        take: Math.min(Math.max(1, first ?? 10), 100),
      }),
  }),
}));

builder.prismaObjectFields("PipelineVersion", (t) => ({
  createdBy: t.field({
    type: AuthorType,
    nullable: true,
    resolve: ({ createdById }, _args, context) => authorOf(context, createdById),
  }),
}));

builder.prismaObjectFields("Run", (t) => ({
  createdBy: t.field({
    type: AuthorType,
    nullable: true,
    resolve: ({ createdById }, _args, context) => authorOf(context, createdById),
  }),
  rerunOf: t.prismaField({
    type: RunRef,
    nullable: true,
    description: "The run that this one repeats.",
    resolve: (query, { rerunOfId }, _args, { services }) =>
      rerunOfId ? services.database.client.run.findUnique({ ...query, where: { id: rerunOfId } }) : null,
  }),
}));
