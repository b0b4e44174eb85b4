import { execute } from "graphql";
import { freshContext, isRefusal, type OperationArgs, openSource, type RunningOperation } from "./operation";

/** A field whose `subscribe` gives an ordinary iterable: executed for this subscriber alone. */
export function createPlainOperation(args: OperationArgs, source: AsyncIterable<unknown>): RunningOperation {
  const values = source[Symbol.asyncIterator]();
  let paused: Promise<void> | null = null;
  let resume = () => {};
  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    async next() {
      const { done, value } = await values.next();
      await paused;
      if (done) return { done: true, value: undefined };
      const contextValue = freshContext(args.contextValue);
      return { done: false, value: await execute({ ...args, rootValue: value, contextValue }) };
    },
    async return() {
      resume();
      await values.return?.();
      return { done: true, value: undefined };
    },
    pause() {
      paused ??= new Promise((resolve) => {
        resume = resolve;
      });
    },
    async recheck() {
      const again = await openSource(args);
      if (isRefusal(again)) return again;
      await again[Symbol.asyncIterator]().return?.();
      resume();
      paused = null;
      return null;
    },
  };
}
