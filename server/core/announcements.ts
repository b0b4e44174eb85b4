/** One kind of news about changes that are committed, for example "events were appended". */
export interface Topic<News> {
  readonly name: string;
  /** Only for the type checker: ties a topic to the shape of its news. */
  readonly news?: News;
}

export const topic = <News>(name: string): Topic<News> => ({ name });

/**
 * Hands news of committed changes to whoever listens in this process, in the order of their commits as this process
 * learned of them. Nothing is kept for those who come later: news is a hint, the database is the truth.
 */
export class Announcements {
  readonly #listeners = new Map<Topic<unknown>, Set<(news: unknown) => void>>();

  /** @returns the function that stops listening. A listener must not throw. */
  on<News>(about: Topic<News>, listener: (news: News) => void): () => void {
    const listeners = this.#listeners.get(about) ?? new Set();
    this.#listeners.set(about, listeners);
    listeners.add(listener as (news: unknown) => void);
    return () => {
      listeners.delete(listener as (news: unknown) => void);
    };
  }

  send<News>(about: Topic<News>, news: News): void {
    for (const listener of this.#listeners.get(about) ?? []) listener(news);
  }
}
