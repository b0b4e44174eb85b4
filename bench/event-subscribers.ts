import { WebSocket } from "ws";
import { monotonicMs, percentile } from "./many-calls";

/** What the benchmark asks of the subscribers' process: to connect, then to tell what came. */
export interface Connect {
  readonly url: string;
  readonly token: string;
  readonly runId: string;
  readonly count: number;
}
export interface Tell {
  /** How long was published, from the first commit. */
  readonly seconds: number;
  readonly committed: ReadonlyArray<readonly [sequence: number, at: number]>;
}

export interface Told {
  /** Deliveries a second while events were published. */
  readonly perSecond: number;
  /** All deliveries of these events so far. */
  readonly deliveries: number;
  /** Subscribers who saw a number twice, out of order, or not at all before the next. */
  readonly broken: number;
  readonly p50: number;
  readonly p99: number;
}

const query = `subscription ($id: ID!, $after: Int) {
  runEvents(runId: $id, after: $after) { sequence type payload actor at }
}`;

/** When each subscriber received each event, by sequence. */
const arrivals = new Map<number, number[]>();
const broken = new Set<number>();

function subscribe({ url, token, runId }: Connect, subscriber: number): Promise<void> {
  return new Promise((resolve, reject) => {
    const socket = new WebSocket(url, "graphql-transport-ws", { perMessageDeflate: false });
    const id = `subscriber-${String(subscriber).padStart(6, "0")}`;
    let last = 0;
    socket.on("error", reject);
    socket.on("open", () => socket.send(JSON.stringify({ type: "connection_init", payload: { token } })));
    socket.on("message", (data: Buffer) => {
      const text = data.toString("latin1");
      const found = /"sequence":(\d+)/.exec(text);
      if (!found) {
        if (!text.includes("connection_ack")) return;
        socket.send(
          JSON.stringify({ id, type: "subscribe", payload: { query, variables: { id: runId, after: 0 } } }),
        );
        resolve();
        return;
      }
      const sequence = Number(found[1]);
      if (sequence !== last + 1) broken.add(subscriber);
      last = sequence;
      const times = arrivals.get(sequence);
      if (times) times.push(monotonicMs());
      else arrivals.set(sequence, [monotonicMs()]);
    });
  });
}

function tell({ committed, seconds }: Tell): Told {
  const until = Math.min(...committed.map(([, at]) => at)) + seconds * 1_000;
  const delays: number[] = [];
  let inTime = 0;
  for (const [sequence, at] of committed) {
    for (const arrival of arrivals.get(sequence) ?? []) {
      delays.push(arrival - at);
      if (arrival <= until) inTime += 1;
    }
  }
  return {
    perSecond: inTime / seconds,
    deliveries: delays.length,
    broken: broken.size,
    p50: percentile(delays, 0.5),
    p99: percentile(delays, 0.99),
  };
}

process.on("message", async (order: Connect | Tell) => {
  if ("committed" in order) return process.send?.(tell(order));
  // A hundred at a time: a thousand handshakes at once would only measure the accept queue.
  for (let first = 0; first < order.count; first += 100)
    await Promise.all(Array.from({ length: 100 }, (_, n) => subscribe(order, first + n)));
  process.send?.("connected");
});
process.on("disconnect", () => process.exit());
