import type { Clock } from "../core/clock";
import type { Actor, Context } from "../core/context";
import type { Database } from "../core/database";
import { AppError, isAppError, notFound } from "../core/errors";
import { createDenialRecorder } from "./audit/denial-recorder";
import { allows, leastRole, type Permission, permissionsOf, type Role } from "./permissions";
import { type AccessChange, StandingCache } from "./standing-cache";
import { type Credential, createStandings, type Identified } from "./standings";

export type { AccessChange } from "./standing-cache";

/** Somebody with an account behind the request: signed in, or holding a personal access token. */
export type SignedIn = Extract<Actor, { kind: "user" | "token" }>;
export type InSession = Extract<Actor, { kind: "user" }>;

export interface Grant {
  role: Role;
  /** The role's permissions; for a token only those it was given too. */
  permissions: Permission[];
}

/**
 * Who may do what. Every question is answered from rows, so that a revoked session, a disabled user or a changed role
 * counts at once in this process and within two seconds in others. Ask before a transaction, never inside one.
 */
export interface Access {
  /**
   * The actor's role in the namespace, when it has the permission. System actors pass as admin.
   * @throws UNAUTHENTICATED without a living session or token
   * @throws NOT_FOUND alike for a namespace that does not exist and for one the actor is no member of
   * @throws FORBIDDEN when the role, or the token's scope, does not reach; names the permission
   */
  require(context: Context, permission: Permission, namespaceId: string): Promise<Role>;
  /**
   * The same for one thing of a namespace: a missing thing (no namespaceId) and a thing elsewhere get the same
   * NOT_FOUND, which names the thing and not its namespace.
   * @example await access.requireOn(context, "dataset:read", { thing: "dataset", id, namespaceId: row?.namespaceId })
   */
  requireOn(
    context: Context,
    permission: Permission,
    target: { thing: string; id: string; namespaceId: string | null | undefined },
  ): Promise<Role>;
  may(context: Context, permission: Permission, namespaceId: string): Promise<boolean>;
  /** The actor's role in a namespace and what they may do there; null for strangers. @throws UNAUTHENTICATED */
  grantIn(context: Context, namespaceId: string): Promise<Grant | null>;
  /** The account behind the request. @throws UNAUTHENTICATED */
  requireSignedIn(context: Context): Promise<SignedIn>;
  /** A session: tokens may not manage passwords, sessions and tokens. @throws UNAUTHENTICATED, FORBIDDEN */
  requireSession(context: Context): Promise<InSession>;
  /** @throws UNAUTHENTICATED, FORBIDDEN */
  requireInstanceAdmin(context: Context): Promise<void>;
  isInstanceAdmin(context: Context): Promise<boolean>;
  /** Whether the session or token still stands; for connections that outlive a request. */
  isAlive(context: Context): Promise<boolean>;
  /**
   * Who a session id or an access token's hash belongs to, with what is needed to note its use; null for neither, and
   * for what no longer stands.
   */
  identify(credential: Credential): Promise<Identified | null>;
  /** Reads the rows anew next time, without telling anybody: for a session that was extended. */
  forget(change: AccessChange): void;
  /** Tells that rows changed. Call it after the commit. */
  changed(change: AccessChange): void;
  /** Listens for changes; long connections look again, and close with 4403. Returns how to stop. */
  onChange(listener: (change: AccessChange) => void): () => void;
}

/** Other processes change rows without telling; this bounds for how long their changes go unseen. */
const ttlMs = { sqlite: 30_000, postgresql: 2_000 };

export function createAccess(database: Database, clock: Clock): Access {
  const cache = new StandingCache(clock, ttlMs[database.provider]);
  const standings = createStandings(database, clock, cache);
  const recordDenial = createDenialRecorder(database, clock);
  const listeners = new Set<(change: AccessChange) => void>();

  async function requireSignedIn(context: Context): Promise<SignedIn> {
    const { actor } = context;
    if (actor.kind === "anonymous") throw unauthenticated("Sign in to continue.");
    if (actor.kind === "system") throw forbidden("This is for people with an account.");
    const gone = await standings.whyGone(actor);
    if (gone) throw unauthenticated(gone);
    return actor;
  }

  async function roleWith(
    context: Context,
    permission: Permission,
    namespaceId: string,
    missing: () => AppError,
  ) {
    if (context.actor.kind === "system") return "admin";
    const actor = await requireSignedIn(context);
    if (actor.kind === "token" && actor.namespaceId !== null && actor.namespaceId !== namespaceId)
      throw missing();
    const role = await standings.role(actor.userId, namespaceId);
    if (!role) throw missing();
    if (!allows(role, permission))
      throw forbidden(
        `This needs the permission "${permission}" (role ${leastRole[permission]} or above); your role here is ${role}.`,
        { permission, role },
      );
    if (actor.kind === "token" && !actor.scopes.includes(permission))
      throw forbidden(`This needs the permission "${permission}", which this access token was not given.`, {
        permission,
      });
    return role;
  }

  /** `may` only looks; to be refused by a requirement is worth a line in the audit. */
  async function demand(
    context: Context,
    permission: Permission,
    namespaceId: string,
    missing: () => AppError,
  ) {
    try {
      return await roleWith(context, permission, namespaceId, missing);
    } catch (error) {
      if (isAppError(error) && error.code === "FORBIDDEN") await recordDenial(context, error, namespaceId);
      throw error;
    }
  }

  const access: Access = {
    requireSignedIn,
    require: (context, permission, namespaceId) =>
      demand(context, permission, namespaceId, () => notFound("namespace", namespaceId)),
    async requireOn(context, permission, { thing, id, namespaceId }) {
      if (namespaceId) return demand(context, permission, namespaceId, () => notFound(thing, id));
      if (context.actor.kind !== "system") await requireSignedIn(context);
      throw notFound(thing, id);
    },
    may: (context, permission, namespaceId) =>
      holds(roleWith(context, permission, namespaceId, () => notFound("namespace", namespaceId))),
    async grantIn(context, namespaceId) {
      if (context.actor.kind === "system") return { role: "admin", permissions: permissionsOf("admin") };
      const actor = await requireSignedIn(context);
      if (actor.kind === "token" && actor.namespaceId !== null && actor.namespaceId !== namespaceId)
        return null;
      const role = await standings.role(actor.userId, namespaceId);
      return role && { role, permissions: permissionsFor(actor, role) };
    },
    async requireSession(context) {
      const actor = await requireSignedIn(context);
      if (actor.kind !== "user") throw forbidden("An access token cannot do this; sign in.");
      return actor;
    },
    async requireInstanceAdmin(context) {
      if (context.actor.kind === "system") return;
      const actor = await access.requireSession(context);
      if (!(await standings.isInstanceAdmin(actor)))
        throw forbidden("This is for the instance's administrators.");
    },
    isInstanceAdmin: (context) => holds(access.requireInstanceAdmin(context)),
    isAlive: async (context) => context.actor.kind === "system" || holds(requireSignedIn(context)),
    identify: (credential) => standings.identify(credential),
    forget: (change) => cache.forget(change),
    changed(change) {
      cache.forget(change);
      for (const listener of [...listeners]) listener(change);
    },
    onChange(listener) {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
  };
  return access;
}

/** What a role allows, and for a token also its scopes. */
export const permissionsFor = (actor: SignedIn, role: Role): Permission[] =>
  permissionsOf(role).filter((permission) => actor.kind === "user" || actor.scopes.includes(permission));

/** Whether a requirement is met; a database that fails is no answer. */
async function holds(requirement: Promise<unknown>): Promise<boolean> {
  try {
    await requirement;
    return true;
  } catch (error) {
    if (isAppError(error)) return false;
    throw error;
  }
}

const unauthenticated = (message: string) => new AppError("UNAUTHENTICATED", message);

const forbidden = (message: string, details?: Record<string, unknown>) =>
  new AppError("FORBIDDEN", message, { details });
