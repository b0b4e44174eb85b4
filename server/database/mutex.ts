/** First come, first served. `acquire` resolves with the function that lets the next one in; calling it twice is harmless. */
export class Mutex {
  #tail: Promise<void> = Promise.resolve();

  async acquire(): Promise<() => void> {
    let open = () => {};
    const before = this.#tail;
    this.#tail = new Promise<void>((resolve) => {
      open = resolve;
    });
    await before;
    return open;
  }

  async run<Result>(work: () => Promise<Result>): Promise<Result> {
    const release = await this.acquire();
    try {
      return await work();
    } finally {
      release();
    }
  }
}
