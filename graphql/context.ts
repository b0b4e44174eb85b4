import type { Context } from "../server/core/context";
import type { Role, Permission } from "../server/accounts/permissions";
import type { Services } from "./services";

/** What every resolver gets: who asks, what they may see, and the services that do the work. */
export interface GraphQLContext {
  readonly request: Context;
  readonly services: Services;
  /** The viewer's role by namespace id, as of the start of the operation. */
  readonly roles: ReadonlyMap<string, Role>;
  /** Ids of the namespaces in which the viewer holds a permission: every list and `node` is filtered by them. */
  namespacesWith(permission: Permission): string[];
}
