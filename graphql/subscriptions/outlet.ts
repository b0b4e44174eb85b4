import type { Duplex } from "node:stream";
import type { WebSocket } from "ws";

/** Beyond this many bytes that the peer has not taken, nothing more is given to a socket: it reads too slowly. */
const fullAt = 64 * 1024;

/** Where frames go. It never queues more than a socket's buffer: who sends asks `full` first, and waits. */
export interface Outlet {
  readonly full: boolean;
  /** Sends several messages with one write. */
  batch<Result>(work: (send: (message: string) => void) => Result): Result;
  /** Resolves when the socket takes messages again, or the signal aborts. */
  writable(signal: AbortSignal): Promise<void>;
}

/** @param raw the connection under the WebSocket, as given to the upgrade */
export function socketOutlet(socket: WebSocket, raw: Duplex): Outlet {
  const send = (message: string) => {
    if (socket.readyState === socket.OPEN) socket.send(message);
  };
  const waiting = new Set<() => void>();
  const release = () => {
    for (const resume of [...waiting]) resume();
  };
  raw.on("drain", release);
  raw.once("close", release);
  const isFull = () => socket.bufferedAmount > fullAt;
  return {
    get full() {
      return isFull();
    },
    batch(work) {
      raw.cork();
      try {
        return work(send);
      } finally {
        raw.uncork();
      }
    },
    async writable(signal) {
      while (isFull() && !signal.aborted && socket.readyState === socket.OPEN) {
        await new Promise<void>((resolve) => {
          const resume = () => {
            waiting.delete(resume);
            signal.removeEventListener("abort", resume);
            resolve();
          };
          waiting.add(resume);
          signal.addEventListener("abort", resume);
        });
      }
    },
  };
}
