import type { ExecutionResult } from "graphql";
import type { WebSocket } from "ws";
import { type ErrorCode, isAppError } from "../../server/core/errors";
import type { GraphQLContext } from "../context";
import type { RunningOperation } from "./operation";
import type { Outlet } from "./outlet";

/** Close codes of graphql-transport-ws and RFC 6455 that clients act on. */
export const closeCodes = {
  goingAway: 1001,
  /** A client comes back by itself. */
  tryAgainLater: 1013,
  forbidden: 4403,
} as const;

/** What a field answers to a viewer who may not, or no longer, subscribe. */
const denials = new Set<ErrorCode>(["UNAUTHENTICATED", "FORBIDDEN", "NOT_FOUND"]);

/** One authenticated socket. */
export class Connection {
  readonly context: GraphQLContext;
  readonly outlet: Outlet;
  readonly operations = new Set<RunningOperation>();
  readonly #socket: WebSocket;
  #checking: Promise<void> | null = null;
  #checkAgain = false;

  constructor(socket: WebSocket, outlet: Outlet, context: GraphQLContext) {
    this.#socket = socket;
    this.outlet = outlet;
    this.context = context;
  }

  close(code: number, reason: string): void {
    this.#socket.close(code, reason);
  }

  /** Holds back every subscription until `recheck` has looked at it. */
  pause(): void {
    for (const operation of this.operations) operation.pause();
  }

  /**
   * Looks again whether the session still stands and every subscription is still allowed; closes with 4403 otherwise.
   * Called while it looks, it looks once more afterwards: the second change may have come too late for the first look.
   */
  async recheck(isAlive: (context: GraphQLContext) => Promise<boolean>): Promise<void> {
    if (this.#checking) {
      this.#checkAgain = true;
      return this.#checking;
    }
    this.#checking = this.#check(isAlive);
    try {
      await this.#checking;
    } finally {
      this.#checking = null;
    }
    if (!this.#checkAgain) return;
    this.#checkAgain = false;
    await this.recheck(isAlive);
  }

  async #check(isAlive: (context: GraphQLContext) => Promise<boolean>): Promise<void> {
    try {
      if (!(await isAlive(this.context))) return this.close(closeCodes.forbidden, "Forbidden");
      for (const operation of [...this.operations]) {
        const refusal = await operation.recheck();
        if (refusal) return this.#refused(refusal);
      }
    } catch (error) {
      this.context.services.logger.warn({ err: error }, "Could not look at a socket's permissions again.");
      this.close(closeCodes.tryAgainLater, "Try again later");
    }
  }

  /** A refusal by rule closes for good; a failure of ours lets the client come back. */
  #refused({ errors = [] }: ExecutionResult): void {
    if (errors.some(({ originalError }) => isAppError(originalError) && denials.has(originalError.code)))
      this.close(closeCodes.forbidden, "Forbidden");
    else this.close(closeCodes.tryAgainLater, "Try again later");
  }
}
