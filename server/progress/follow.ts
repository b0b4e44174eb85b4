import type { Batch } from "./entry";
import type { Topic } from "./topic";

/**
 * A topic's batches as an iterable: first the snapshot, then the tail. It is pulled: a reader that takes its time
 * is handed the newest value of each key it missed, so it costs memory for the keys at most. Ends when the topic
 * closes, the signal aborts, or the reader returns, also while a read is open.
 */
export function follow(topic: Topic, signal?: AbortSignal): AsyncIterableIterator<Batch> {
  let held: { batch: Batch; release: () => void } | null = null;
  let release: (() => void) | null = null;
  let waiting: ((result: IteratorResult<Batch>) => void) | null = null;
  let ended = false;
  const done: IteratorResult<Batch> = { value: undefined, done: true };

  const end = () => {
    ended = true;
    waiting?.(done);
    waiting = null;
    signal?.removeEventListener("abort", stop);
  };
  const stop = () => {
    held = null;
    unsubscribe();
    end();
  };
  const deliver = (batch: Batch) =>
    new Promise<void>((resolve) => {
      if (!waiting) {
        held = { batch, release: resolve };
        return;
      }
      release = resolve;
      waiting({ value: batch, done: false });
      waiting = null;
    });
  const unsubscribe = topic.subscribe(deliver, { snapshot: true, onEnd: end });
  if (signal?.aborted) stop();
  else signal?.addEventListener("abort", stop, { once: true });

  return {
    [Symbol.asyncIterator]() {
      return this;
    },
    async next() {
      // Asking for more confirms what was handed over before.
      release?.();
      release = null;
      if (!held) return ended ? done : new Promise((resolve) => (waiting = resolve));
      const { batch } = held;
      release = held.release;
      held = null;
      return { value: batch, done: false };
    },
    async return() {
      if (!ended) stop();
      return done;
    },
  };
}
