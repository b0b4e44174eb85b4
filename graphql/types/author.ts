import { builder } from "../builder";
import type { GraphQLContext } from "../context";

interface Author {
  readonly name: string;
}

export const AuthorType = builder.objectRef<Author>("Author").implement({
  description: "Who made something, by name; also when they are no member any more.",
  fields: (t) => ({ name: t.exposeString("name") }),
});

/** Who made a thing; null for what no person made. Prisma puts the look-ups of one tick into one query. */
export async function authorOf(
  { createdById }: { createdById: string | null },
  _args: unknown,
  { services }: GraphQLContext,
): Promise<Author | null> {
  if (!createdById) return null;
  return services.database.client.user.findUnique({ where: { id: createdById }, select: { name: true } });
}
