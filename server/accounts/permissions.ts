/** Roles in a namespace, each including those before it: to look, to operate, to author, to govern. */
export const roles = ["viewer", "operator", "editor", "admin"] as const;

export type Role = (typeof roles)[number];

/**
 * The one permission table: what can be done in a namespace, and the least role that may. The server checks it, and
 * the pages read the same answers through GraphQL. A new permission is one line here.
 */
export const leastRole = {
  "dataset:read": "viewer",
  /** Upload, rename, tag, import, save a run's output. */
  "dataset:write": "editor",
  "dataset:delete": "editor",
  "pipeline:read": "viewer",
  "pipeline:write": "editor",
  "pipeline:delete": "editor",
  "run:read": "viewer",
  "run:create": "operator",
  "run:cancel": "operator",
  "run:delete": "admin",
  "member:read": "viewer",
  /** Add, change and remove members; make and revoke invitations. */
  "member:manage": "admin",
  "namespace:read": "viewer",
  "namespace:manage": "admin",
  "audit:read": "admin",
} as const satisfies Record<string, Role>;

export type Permission = keyof typeof leastRole;

export const permissions = Object.keys(leastRole) as Permission[];

export const isRole = (value: string): value is Role => (roles as readonly string[]).includes(value);

/** Whether members with `role` have the permission. */
export function allows(role: Role, permission: Permission): boolean {
  return roles.indexOf(role) >= roles.indexOf(leastRole[permission]);
}

/** Everything a role may do, in the order of the table. */
export function permissionsOf(role: Role): Permission[] {
  return permissions.filter((permission) => allows(role, permission));
}
