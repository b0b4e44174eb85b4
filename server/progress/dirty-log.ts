const CHUNK_SHIFT = 10;
const CHUNK = 1 << CHUNK_SHIFT;
const KEPT_CHUNKS = 8;

/**
 * Keys in the order in which they became dirty, each with the first version that is not yet told: 8 bytes a key,
 * grown in chunks without copying. A key is `row × 16 + field`. Whether a key is in it already is its owner's
 * mask to know.
 */
export class DirtyLog {
  readonly #chunks: Uint32Array[] = [];
  #current: Uint32Array = new Uint32Array(0);
  #length = 0;

  get length(): number {
    return this.#length;
  }

  push(key: number, from: number): void {
    const at = this.#length & (CHUNK - 1);
    if (at === 0) this.#open(this.#length >>> CHUNK_SHIFT);
    this.#current[at] = key;
    this.#current[CHUNK + at] = from;
    this.#length++;
  }

  key(index: number): number {
    return this.#chunks[index >>> CHUNK_SHIFT]![index & (CHUNK - 1)]!;
  }

  from(index: number): number {
    return this.#chunks[index >>> CHUNK_SHIFT]![CHUNK + (index & (CHUNK - 1))]!;
  }

  /** Empties it and gives back what a large burst needed. */
  clear(): void {
    this.#length = 0;
    if (this.#chunks.length > KEPT_CHUNKS) this.#chunks.length = KEPT_CHUNKS;
  }

  bytes(): number {
    return this.#chunks.length * (CHUNK * 8 + 200);
  }

  #open(index: number): void {
    const chunk = this.#chunks[index] ?? new Uint32Array(CHUNK * 2);
    this.#chunks[index] = chunk;
    this.#current = chunk;
  }
}
