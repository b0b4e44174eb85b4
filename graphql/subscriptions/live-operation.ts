import { type ExecutionResult, execute } from "graphql";
import type { GraphQLContext } from "../context";
import { groupKey, type LiveGroups } from "./live-groups";
import { LiveMember } from "./live-member";
import { isLiveSource, type LiveSource } from "./live-source";
import { freshContext, type OperationArgs, openSource, type RunningOperation } from "./operation";
import type { Outlet } from "./outlet";

interface LiveOptions {
  /** The operation's id on its socket. */
  readonly id: string;
  readonly args: OperationArgs;
  /** From `sharingKey`. */
  readonly sharing: string;
  readonly outlet: Outlet;
  readonly groups: LiveGroups<GraphQLContext>;
  /** The result as the client may see it: errors masked. */
  readonly format: (result: ExecutionResult, context: GraphQLContext) => unknown;
}

/**
 * Lets the operation join those who subscribe to the same. Frames go to the socket past whoever iterates, who only
 * learns of the end, or of what made it fail.
 */
export function createLiveOperation(
  { id, args, sharing, outlet, groups, format }: LiveOptions,
  source: LiveSource,
): RunningOperation {
  const member = new LiveMember<GraphQLContext>({
    id,
    after: source.after,
    viewer: args.contextValue,
    outlet,
  });
  const render = async (value: unknown, viewer: GraphQLContext) => {
    const contextValue = freshContext(viewer);
    return JSON.stringify(format(await execute({ ...args, rootValue: value, contextValue }), contextValue));
  };
  let key = "";
  const enter = (next: LiveSource) => {
    const nextKey = groupKey(next, sharing);
    if (nextKey === key) return;
    key = nextKey;
    member.enter((self) => groups.join(key, next, render, self));
  };
  enter(source);
  let running: Promise<void> | null = null;

  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    async next() {
      running ??= member.run();
      await running;
      return { done: true, value: undefined };
    },
    async return() {
      member.stop();
      return { done: true, value: undefined };
    },
    pause() {
      key = "";
      member.pause();
    },
    async recheck() {
      const again = await openSource(args);
      if (!isLiveSource(again)) return again as ExecutionResult;
      enter(again);
      return null;
    },
  };
}
