import { badInput } from "./errors";

/** What every member of a registry says of itself. */
export interface Kind {
  readonly kind: string;
}

export interface Registry<Member extends Kind> {
  readonly name: string;
  readonly kinds: readonly string[];
  readonly members: readonly Member[];
  /** Throws BAD_USER_INPUT naming the known kinds. */
  get(kind: string): Member;
  find(kind: string): Member | null;
}

/** A closed table of interchangeable things, keyed by the string that documents and rows use for them. */
export function createRegistry<Member extends Kind>(
  name: string,
  members: readonly Member[],
): Registry<Member> {
  const byKind = new Map<string, Member>();
  for (const member of members) {
    if (byKind.has(member.kind))
      throw new Error(`Two members of the ${name} registry are called "${member.kind}".`);
    byKind.set(member.kind, member);
  }
  const kinds = [...byKind.keys()];
  const find = (kind: string) => byKind.get(kind) ?? null;
  return {
    name,
    kinds,
    members,
    find,
    get(kind) {
      const member = find(kind);
      if (!member) throw badInput(`Unknown ${name} "${kind}"; known are ${kinds.join(", ")}.`);
      return member;
    },
  };
}
