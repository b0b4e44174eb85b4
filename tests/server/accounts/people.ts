import { createAccess } from "../../../server/accounts/access";
import { type AccountDeps, createAccountDeps } from "../../../server/accounts/account-deps";
import { type AccountSettings, defaultAccountSettings } from "../../../server/accounts/account-settings";
import type { Role } from "../../../server/accounts/permissions";
import { signIn } from "../../../server/accounts/sessions/sign-in";
import { createUser } from "../../../server/accounts/users/create-user";
import { register } from "../../../server/accounts/users/register";
import { type Context, systemContext } from "../../../server/core/context";
import type { Database } from "../../../server/core/database";
import { VirtualClock } from "../../../server/core/virtual-clock";

/** Hashing that costs nothing: what it protects is tested elsewhere. */
export const cheapHash = { memoryKiB: 8, passes: 1, threads: 1 };

export const goodPassword = "a long and quiet evening";

export interface People extends AccountDeps {
  readonly clock: VirtualClock;
}

export function accountsOn(database: Database, settings: Partial<AccountSettings> = {}): People {
  const clock = new VirtualClock();
  const access = createAccess(database, clock);
  const merged = { ...defaultAccountSettings, passwordHash: cheapHash, ...settings };
  return { ...createAccountDeps({ database, clock, access, settings: merged }), clock };
}

export const anonymous = (ip: string | null = "192.0.2.1"): Context => ({
  actor: { kind: "anonymous" },
  requestId: "request-1",
  ip,
  userAgent: "test",
});

export const system = systemContext("test", "request-1");

export interface Person {
  readonly userId: string;
  readonly name: string;
  /** A context with a living session. */
  readonly context: Context & { actor: { kind: "user"; userId: string; sessionId: string } };
}

/** Signs somebody in from an address that no other test person uses. */
export async function signedIn(deps: AccountDeps, name: string, password = goodPassword): Promise<Person> {
  const { userId, sessionId } = await signIn(deps, anonymous(null), { name, password });
  const actor = { kind: "user", userId, sessionId, instanceAdmin: false } as const;
  return { userId, name, context: { ...anonymous(), actor } };
}

/** Registers the first account, which administers the instance, and signs it in. */
export async function firstPerson(deps: AccountDeps, name = "founder"): Promise<Person> {
  await register(deps, anonymous(null), { name, password: goodPassword });
  return signedIn(deps, name);
}

/** Makes an account and signs it in. */
export async function person(deps: AccountDeps, name: string): Promise<Person> {
  await createUser(deps, system, { name, password: goodPassword });
  return signedIn(deps, name);
}

/** Makes an account with a role in a namespace, past the verbs. */
export async function memberOf(
  deps: AccountDeps,
  namespaceId: string,
  name: string,
  role: Role,
): Promise<Person> {
  const made = await person(deps, name);
  const now = deps.clock.now();
  await deps.database.client.member.create({
    data: { namespaceId, userId: made.userId, role, createdAt: now, updatedAt: now },
  });
  return made;
}

/** The first person's own namespace. */
export async function firstNamespace(deps: AccountDeps): Promise<string> {
  const { id } = await deps.database.client.namespace.findFirstOrThrow({ orderBy: { id: "asc" } });
  return id;
}
