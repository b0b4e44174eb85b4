const maxFrames = 256;
/** UTF-16 units. */
const maxSize = 1 << 20;

/** The newest serialised results by their number, so that latecomers are served without executing again. */
export class FrameCache {
  readonly #frames = new Map<number, Promise<string>>();
  readonly #sizes = new Map<number, number>();
  #size = 0;

  /** The frame with this number; `render` makes it when nobody has, and is asked once however many ask at a time. */
  get(sequence: number, render: () => Promise<string>): Promise<string> {
    const known = this.#frames.get(sequence);
    if (known) return known;
    const frame = render();
    this.#frames.set(sequence, frame);
    frame.then(
      (text) => this.#account(sequence, frame, text.length),
      () => this.#drop(sequence),
    );
    return frame;
  }

  #account(sequence: number, frame: Promise<string>, size: number): void {
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
