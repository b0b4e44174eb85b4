import type { StoredEvent } from "./event";
import type { AppendedEvents } from "./event-rows";
import { RecentEvents } from "./recent-events";

interface Watched {
  watchers: number;
  /** The highest number known to be in the log; may lag behind the log, never run ahead of it. */
  last: number;
  readonly recent: RecentEvents;
  readonly waiting: Set<() => void>;
}

/** One reader's interest in a stream. Close it when reading ends, or the hub keeps the stream in mind. */
export interface Watch {
  /** Resolves when the stream is known to hold events beyond `after`, or when the signal aborts. */
  beyond(after: number, signal: AbortSignal): Promise<void>;
  close(): void;
}

/**
 * Knows who waits for which stream, and wakes them. What it knows is a hint and may be late or lost (another process,
 * a dropped connection): truth is the log, and `StreamPoll` makes up for lost wake-ups.
 */
export class EventHub {
  readonly #watched = new Map<string, Watched>();

  /** Streams that somebody reads now, with the highest number known of each. */
  watched(): ReadonlyMap<string, { readonly last: number }> {
    return this.#watched;
  }

  /** Open a watch before the first read: what is appended between that read and `beyond` is then noticed. */
  watch(streamId: string): Watch {
    const entry = this.#watched.get(streamId) ?? {
      watchers: 0,
      last: 0,
      recent: new RecentEvents(),
      waiting: new Set(),
    };
    this.#watched.set(streamId, entry);
    entry.watchers += 1;
    let open = true;
    return {
      beyond: (after, signal) => beyond(entry, after, signal),
      close: () => {
        if (!open) return;
        open = false;
        entry.watchers -= 1;
        if (entry.watchers === 0) this.#watched.delete(streamId);
      },
    };
  }

  /** The events that follow `after`, when memory happens to hold the next one; else null: then ask the database. */
  recent(streamId: string, after: number, limit: number): readonly StoredEvent[] | null {
    return this.#watched.get(streamId)?.recent.after(after, limit) ?? null;
  }

  /** The stream now reaches `last`. Repeated and late news does nothing. */
  wake(streamId: string, last: number): void {
    const entry = this.#watched.get(streamId);
    if (!entry || last <= entry.last) return;
    entry.last = last;
    for (const resume of [...entry.waiting]) resume();
  }

  /** A commit of this process: keeps the events at hand for those who watch, then wakes them. */
  appended({ streamId, last, events }: AppendedEvents): void {
    this.#watched.get(streamId)?.recent.add(events);
    this.wake(streamId, last);
  }
}

function beyond(entry: Watched, after: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    const check = () => {
      if (entry.last <= after && !signal.aborted) return;
      entry.waiting.delete(check);
      signal.removeEventListener("abort", check);
      resolve();
    };
    entry.waiting.add(check);
    signal.addEventListener("abort", check);
    check();
  });
}
