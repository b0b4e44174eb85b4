import { AsyncResource } from "node:async_hooks";
import type { Announcements } from "../core/announcements";
import type { ReadClient, Transaction, WriteClient } from "../core/database";
import { CollectedWrites } from "./collected-writes";
import type { SqliteControl } from "./sqlite-adapter";
import { transactionOver } from "./transaction-over";

interface Unit {
  work: (tx: Transaction) => Promise<unknown>;
  resolve: (value: unknown) => void;
  reject: (error: unknown) => void;
}

type Outcome = { unit: Unit; callbacks: (() => void)[] } & ({ value: unknown } | { error: unknown });

const maxGroup = 64;
/** How long a group may be gathered, in milliseconds: about what two more commits would cost. */
const longestGather = 2;
const transactionLimits = { maxWait: 60_000, timeout: 60_000 };

/**
 * SQLite pays for one durable commit about as much as for a hundred statements. While one commit is under way, the
 * transactions that arrive wait; then all of them share the next one, each behind its own savepoint, and are
 * acknowledged together after it. Rows put off with `later` are written once for the whole group.
 */
export class GroupCommit {
  readonly #client: ReadClient;
  readonly #control: SqliteControl;
  readonly #announcements: Announcements;
  #waiting: Unit[] = [];
  #pumping: Promise<void> | null = null;

  constructor(client: ReadClient, control: SqliteControl, announcements: Announcements) {
    this.#client = client;
    this.#control = control;
    this.#announcements = announcements;
  }

  run<Result>(work: (tx: Transaction) => Promise<Result>): Promise<Result> {
    return new Promise<Result>((resolve, reject) => {
      // The group runs in somebody else's async context; log fields must stay the caller's own.
      const bound = AsyncResource.bind(work);
      this.#waiting.push({ work: bound, resolve: resolve as (value: unknown) => void, reject });
      this.#pumping ??= this.#pump();
    });
  }

  /** Resolves when nothing is waiting or under way. */
  async idle(): Promise<void> {
    while (this.#pumping) await this.#pumping;
  }

  async #pump(): Promise<void> {
    let last = 1;
    while (this.#waiting.length > 0) {
      await this.#gather(last > 1 ? 4 : 1);
      const group = this.#waiting.splice(0, maxGroup);
      last = group.length;
      await this.#commit(group);
    }
    this.#pumping = null;
  }

  /**
   * Lets the event loop turn before each group: callers that woke together join it, and a writer that never pauses
   * cannot keep sockets and timers from running (SQLite answers without a turn). Where many write, a group is worth
   * some turns without a newcomer (`patience`), but little time.
   */
  async #gather(patience: number): Promise<void> {
    const deadline = performance.now() + longestGather;
    for (let quiet = 0; quiet < patience; ) {
      const before = this.#waiting.length;
      await new Promise((resolve) => setImmediate(resolve));
      quiet = this.#waiting.length > before ? 0 : quiet + 1;
      if (this.#waiting.length >= maxGroup || performance.now() >= deadline) return;
    }
  }

  async #commit(group: Unit[]): Promise<void> {
    let outcomes: Outcome[];
    let groupCallbacks: (() => void)[] = [];
    try {
      outcomes = await this.#client.$transaction((client) => {
        groupCallbacks = [];
        return this.#runAll(group, client, groupCallbacks);
      }, transactionLimits);
    } catch (error) {
      if (group.length === 1) return group[0]?.reject(error);
      // One member's rows broke the shared write: each again, alone, so that only the culprit fails.
      for (const unit of group) await this.#commit([unit]);
      return;
    }
    for (const outcome of outcomes) {
      if ("error" in outcome) {
        outcome.unit.reject(outcome.error);
        continue;
      }
      for (const callback of outcome.callbacks) callback();
      outcome.unit.resolve(outcome.value);
    }
    for (const callback of groupCallbacks) callback();
  }

  async #runAll(group: Unit[], client: WriteClient, callbacks: (() => void)[]): Promise<Outcome[]> {
    const collected = new CollectedWrites();
    const outcomes: Outcome[] = [];
    for (const unit of group) outcomes.push(await this.#runOne(unit, client, collected, group.length > 1));
    await collected.flush(this.#transaction(client, collected, callbacks));
    return outcomes;
  }

  async #runOne(
    unit: Unit,
    client: WriteClient,
    collected: CollectedWrites,
    shared: boolean,
  ): Promise<Outcome> {
    const own = new CollectedWrites();
    const callbacks: (() => void)[] = [];
    if (shared) await this.#control.exec("SAVEPOINT unit");
    try {
      const value = await unit.work(this.#transaction(client, own, callbacks));
      if (shared) await this.#control.exec("RELEASE unit");
      collected.addAll(own);
      return { unit, callbacks, value };
    } catch (error) {
      if (!shared) throw error;
      await this.#control.exec("ROLLBACK TO unit; RELEASE unit");
      return { unit, callbacks, error };
    }
  }

  #transaction(client: WriteClient, collected: CollectedWrites, callbacks: (() => void)[]): Transaction {
    return transactionOver({
      provider: "sqlite",
      client,
      collected,
      callbacks,
      announcements: this.#announcements,
    });
  }
}
