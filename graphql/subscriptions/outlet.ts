import type { Duplex } from "node:stream";
import type { WebSocket } from "ws";
import { encodeFrames, type Frame, messageSize } from "./frame";

/** Beyond this many bytes that the peer has not taken, a socket gets nothing more: it reads too slowly. */
const fullAt = 64 * 1024;

/** Where a subscriber's frames go. It queues no more than `fullAt` and one message. */
export interface Outlet {
  /**
   * Sends frames from index `from` on, as one write, until the socket is full.
   * @returns the index of the first frame that was not taken.
   */
  send(head: Buffer, frames: readonly Frame[], from: number): number;
  /** Resolves when the socket takes messages again, or the signal aborts. */
  writable(signal: AbortSignal): Promise<void>;
}

/**
 * Writes whole frames beside those that `socket` writes itself; without compression both are whole, so they mix.
 * @param raw the connection under the WebSocket, as given to the upgrade
 */
export function socketOutlet(socket: WebSocket, raw: Duplex): Outlet {
  const waiting = new Set<() => void>();
  const release = () => {
    for (const resume of [...waiting]) resume();
  };
  raw.on("drain", release);
  raw.once("close", release);

  return {
    send(head, frames, from) {
      if (socket.readyState !== socket.OPEN) return frames.length;
      let size = raw.writableLength;
      let to = from;
      for (; to < frames.length && size <= fullAt; to++)
        size += messageSize(head, (frames[to] as Frame).rest);
      const encoded = encodeFrames(
        head,
        from === 0 && to === frames.length ? frames : frames.slice(from, to),
      );
      if (encoded.length > 0) raw.write(encoded);
      return to;
    },
    async writable(signal) {
      while (raw.writableLength > fullAt && !signal.aborted && socket.readyState === socket.OPEN) {
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
