import type { Frame } from "./frame";

const maxFrames = 256;
/** Bytes. */
const maxSize = 1 << 20;

/** The newest frames by what they show, so that latecomers are served without executing again. */
export class FrameCache {
  readonly #frames = new Map<string, Promise<Frame>>();
  readonly #sizes = new Map<string, number>();
  #size = 0;

  /** The frame under this key; `make` makes it when nobody has, and is asked once however many ask at a time. */
  get(key: string, make: () => Promise<Frame>): Promise<Frame> {
    const known = this.#frames.get(key);
    if (known) return known;
    const frame = make();
    this.#frames.set(key, frame);
    frame.then(
      ({ rest }) => this.#account(key, frame, rest.length),
      () => this.#drop(key),
    );
    return frame;
  }

  #account(key: string, frame: Promise<Frame>, size: number): void {
    if (this.#frames.get(key) !== frame) return;
    this.#sizes.set(key, size);
    this.#size += size;
    for (const oldest of this.#sizes.keys()) {
      if (this.#sizes.size <= maxFrames && this.#size <= maxSize) break;
      this.#drop(oldest);
    }
  }

  #drop(key: string): void {
    this.#frames.delete(key);
    this.#size -= this.#sizes.get(key) ?? 0;
    this.#sizes.delete(key);
  }
}
