import type { Role } from "../../server/accounts/permissions";
import type { Actor } from "../../server/core/context";

/**
 * Names the viewers who may share one execution. By default each viewer is alone. With the role that the field's
 * permission check returned, all members of that role share, tokens by their scopes: only right where everything that can
 * be selected under the field depends on the role and on nothing else of the viewer.
 */
export function permissionScope(actor: Actor, shared?: { namespaceId: string; role: Role }): string {
  const scopes = actor.kind === "token" ? `:${[...actor.scopes].sort().join(",")}` : "";
  if (shared && actor.kind !== "anonymous") return `role:${shared.namespaceId}:${shared.role}${scopes}`;
  switch (actor.kind) {
    case "user":
      return `user:${actor.userId}`;
    case "token":
      return `token:${actor.tokenId}`;
    case "system":
      return `system:${actor.component}`;
    case "anonymous":
      return "anonymous";
  }
}
