/** A value with its place in the order of its feed. */
export interface Numbered<Value> {
  readonly sequence: number;
  /** The number it continues from, where a value stands for a stretch (bytes of a log); otherwise left out. */
  readonly from?: number;
  readonly value: Value;
}

/** Where values come from. Numbers grow; a feed may leave some out, but never gives one twice or out of order. */
export interface LiveFeed<Value> {
  /** The number of the newest value; 0 before the first. */
  position(): Promise<number>;
  /** The values after number `after` that exist now, at most `limit`, in order. */
  read(after: number, limit: number): Promise<readonly Numbered<Value>[]>;
  /** The values after number `after`, now and from now on, until the signal aborts. */
  follow(after: number, signal: AbortSignal): AsyncIterable<readonly Numbered<Value>[]>;
}

/** What the `subscribe` of a live field answers. Being an ordinary iterable too, it works with any executor. */
export interface LiveSource<Value = unknown> extends AsyncIterable<Value> {
  readonly feed: LiveFeed<Value>;
  /** Names the feed: equal keys mean equal values under equal numbers (and stretches). */
  readonly key: string;
  /** Viewers for whom the same document shows the same; see `permissionScope`. */
  readonly scope: string;
  /** The last number that the subscriber has seen. */
  readonly after: number;
}

const brand: unique symbol = Symbol("live source");

export function liveSource<Value>(
  parts: Omit<LiveSource<Value>, typeof Symbol.asyncIterator>,
): LiveSource<Value> {
  return {
    ...parts,
    [brand]: true,
    [Symbol.asyncIterator]: () => values(parts.feed, parts.after),
  } as LiveSource<Value>;
}

export const isLiveSource = (value: unknown): value is LiveSource =>
  typeof value === "object" && value !== null && brand in value;

/** The values one by one. `return` ends it also while it waits for the next. */
function values<Value>(feed: LiveFeed<Value>, after: number): AsyncIterator<Value> {
  const stop = new AbortController();
  const inner = (async function* () {
    for await (const page of feed.follow(after, stop.signal)) for (const { value } of page) yield value;
  })();
  return {
    next: () => inner.next(),
    return: () => {
      stop.abort();
      return inner.return(undefined);
    },
  };
}
