import { setImmediate } from "node:timers/promises";
import { type Frame, frameHead } from "./frame";
import type { GroupMember, LiveGroup } from "./live-group";
import type { Outlet } from "./outlet";

interface Membership<Viewer> {
  readonly group: LiveGroup<Viewer>;
  readonly leave: () => void;
}

/**
 * One subscription of one socket: a cursor that catches up with its group, rides along, and is a cursor again when its
 * socket does not keep up. It holds no frame that the socket has not taken.
 */
export class LiveMember<Viewer> implements GroupMember<Viewer> {
  readonly #outlet: Outlet;
  readonly #head: Buffer;
  readonly #stopped = new AbortController();
  #membership: Membership<Viewer> | null = null;
  #wake = () => {};
  #error: unknown;
  cursor: number;
  viewer: Viewer;

  /** @param id the operation's id on its socket */
  constructor(options: { id: string; after: number; viewer: Viewer; outlet: Outlet }) {
    this.#outlet = options.outlet;
    this.#head = frameHead(options.id);
    this.cursor = options.after;
    this.viewer = options.viewer;
  }

  /** Enters a group, leaving the one it was in; what was sent is not sent again. */
  enter(join: (member: this) => Membership<Viewer>): void {
    if (this.#stopped.signal.aborted) return;
    const before = this.#membership;
    this.#membership = join(this);
    before?.leave();
    this.#wake();
  }

  /** Leaves its group until it enters one again: it is sent nothing, and nothing is executed in its name. */
  pause(): void {
    this.#membership?.leave();
    this.#membership = null;
    this.#wake();
  }

  /** Sends until it is stopped; rejects with what made it fail. */
  async run(): Promise<void> {
    try {
      while (!this.#stopped.signal.aborted) {
        const out = this.#whenOut();
        const group = this.#membership?.group;
        if (!group) {
          await out;
          continue;
        }
        await group.ready;
        await this.#outlet.writable(this.#stopped.signal);
        if (this.#stopped.signal.aborted) break;
        if (group.admit(this)) await out;
        else await this.#catchUp(group);
      }
    } finally {
      this.stop();
    }
    if (this.#error !== undefined) throw this.#error;
  }

  stop(): void {
    this.#stopped.abort();
    this.pause();
  }

  deliver(frames: readonly Frame[]): boolean {
    let from = 0;
    while (from < frames.length && (frames[from] as Frame).sequence <= this.cursor) from += 1;
    // It has a part of this one already: it must read on from where it is.
    if (from < frames.length && (frames[from] as Frame).from < this.cursor) return false;
    const to = this.#outlet.send(this.#head, frames, from);
    if (to > from) this.cursor = (frames[to - 1] as Frame).sequence;
    return to === frames.length;
  }

  fellBehind(): void {
    this.#wake();
  }

  fail(error: unknown): void {
    this.#error ??= error;
    this.stop();
  }

  async #catchUp(group: LiveGroup<Viewer>): Promise<void> {
    const frames = await group.framesAfter(this);
    if (!this.#stopped.signal.aborted && this.#membership?.group === group) this.deliver(frames);
    // Frames at hand need no waiting: without this, a long history would keep everybody else from running.
    await setImmediate();
  }

  /** Resolves when the group has dropped it, it has changed groups, or it was stopped. */
  #whenOut(): Promise<void> {
    return new Promise((resolve) => {
      this.#wake = resolve;
    });
  }
}
