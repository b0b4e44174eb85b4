import type { Frame } from "./frame";

const maxFrames = 256;
/** Bytes. */
const maxSize = 1 << 20;

/** The newest frames by their number, so that latecomers are served without executing again. */
export class FrameCache {
  readonly #frames = new Map<number, Promise<Frame>>();
  readonly #sizes = new Map<number, number>();
  #size = 0;

  /** The frame with this number; `make` makes it when nobody has, and is asked once however many ask at a time. */
  get(sequence: number, make: () => Promise<Frame>): Promise<Frame> {
    const known = this.#frames.get(sequence);
    if (known) return known;
    const frame = make();
    this.#frames.set(sequence, frame);
    frame.then(
      ({ rest }) => this.#account(sequence, frame, rest.length),
      () => this.#drop(sequence),
    );
    return frame;
  }

  #account(sequence: number, frame: Promise<Frame>, size: number): void {
    if (this.#frames.get(sequence) !== frame) return;
    this.#sizes.set(sequence, size);
    this.#size += size;
    for (const oldest of this.#sizes.keys()) {
      if (this.#sizes.size <= maxFrames && this.#size <= maxSize) break;
      this.#drop(oldest);
    }
  }

  #drop(sequence: number): void {
    this.#frames.delete(sequence);
    this.#size -= this.#sizes.get(sequence) ?? 0;
    this.#sizes.delete(sequence);
  }
}
