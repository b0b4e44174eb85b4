import type { ExecutionResult } from "graphql";
import { isAppError } from "../../server/core/errors";
import type { GraphQLContext } from "../context";
import { type Connection, closeCodes } from "./connection";
import type { LiveGroups } from "./live-groups";
import { createLiveOperation } from "./live-operation";
import { isLiveSource } from "./live-source";
import { isRefusal, type OperationArgs, openSource, type RunningOperation } from "./operation";
import { createPlainOperation } from "./plain-operation";
import { sharingKey } from "./sharing-key";

interface Start {
  readonly id: string;
  readonly query: string;
  readonly args: OperationArgs;
  readonly connection: Connection;
  readonly groups: LiveGroups<GraphQLContext>;
  readonly format: (result: ExecutionResult, context: GraphQLContext) => unknown;
}

/** @returns the running subscription, or the errors with which its field refused. */
export async function startSubscription(start: Start): Promise<RunningOperation | ExecutionResult> {
  const { id, query, args, connection, groups, format } = start;
  const source = await openSource(args);
  if (isRefusal(source)) return source;
  if (!isLiveSource(source)) return tracked(createPlainOperation(args, source), connection);
  const sharing = sharingKey(query, args.document, args.operationName, args.variableValues);
  const { outlet } = connection;
  return tracked(createLiveOperation({ id, args, sharing, outlet, groups, format }, source), connection);
}

/** Keeps the operation among its connection's for as long as it runs. */
function tracked(operation: RunningOperation, connection: Connection): RunningOperation {
  connection.operations.add(operation);
  const ended = () => connection.operations.delete(operation);
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    pause: () => operation.pause(),
    recheck: () => operation.recheck(),
    async next() {
      try {
        const next = await operation.next();
        if (next.done) ended();
        return next;
      } catch (error) {
        ended();
        if (isAppError(error)) throw error;
        // Our own trouble, the database's most likely: a client that comes back with its last number loses nothing.
        connection.context.services.logger.error({ err: error }, "A subscription failed unexpectedly.");
        connection.close(closeCodes.tryAgainLater, "Try again later");
        return { done: true, value: undefined };
      }
    },
    async return() {
      ended();
      await operation.return?.();
      return { done: true, value: undefined };
    },
  };
}
