import type { Context } from "../server/core/context";
import type { Services } from "./services";

/** What every resolver gets: who asks, and the services that do the work. */
export interface GraphQLContext {
  readonly request: Context;
  readonly services: Services;
}
