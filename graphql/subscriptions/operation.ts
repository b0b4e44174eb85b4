import { createSourceEventStream, type ExecutionArgs, type ExecutionResult } from "graphql";
import type { GraphQLContext } from "../context";

export interface OperationArgs extends ExecutionArgs {
  readonly contextValue: GraphQLContext;
}

/** A running subscription, as graphql-ws pulls from it. */
export interface RunningOperation extends AsyncIterableIterator<ExecutionResult> {
  /** Until the next `recheck`, nothing is sent to the viewer or executed in the viewer's name. */
  pause(): void;
  /**
   * Asks the field again whether its viewer may subscribe.
   * @returns the errors that say no, or null.
   */
  recheck(): Promise<ExecutionResult | null>;
}

/** Each execution gets a context of its own: what plug-ins remember per context, permissions above all, is asked anew. */
export const freshContext = (context: GraphQLContext): GraphQLContext => ({ ...context });

/** @returns what the field's `subscribe` answers, or the errors with which it refused. */
export async function openSource(args: OperationArgs): Promise<AsyncIterable<unknown> | ExecutionResult> {
  return createSourceEventStream({ ...args, contextValue: freshContext(args.contextValue) });
}

export const isRefusal = (opened: AsyncIterable<unknown> | ExecutionResult): opened is ExecutionResult =>
  !(Symbol.asyncIterator in opened);
