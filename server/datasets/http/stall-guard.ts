import type { IncomingMessage } from "node:http";
import type { Clock } from "../../core/clock";
import { AppError } from "../../core/errors";

const stallMillis = 60_000;

/** Breaks off a request whose connection has brought nothing for a minute. Returns how to stop watching. */
export function stallGuard(clock: Clock, request: IncomingMessage): () => void {
  let seen = request.socket.bytesRead;
  const look = () => {
    const { bytesRead } = request.socket;
    if (bytesRead === seen && !request.complete) {
      request.destroy(new AppError("TIMED_OUT", "Nothing arrived for a minute; the upload was broken off."));
      return;
    }
    seen = bytesRead;
    cancel = clock.after(stallMillis, look);
  };
  let cancel = clock.after(stallMillis, look);
  return () => cancel();
}
