import type { Announcements } from "../core/announcements";
import type { Transaction } from "../core/database";
import type { CollectedWrites } from "./collected-writes";

interface Parts extends Pick<Transaction, "provider" | "client"> {
  collected: CollectedWrites;
  /** What to call after the commit, in order. */
  callbacks: (() => void)[];
  announcements: Announcements;
}

/** The transaction as its author sees it. */
export function transactionOver({
  provider,
  client,
  collected,
  callbacks,
  announcements,
}: Parts): Transaction {
  return {
    provider,
    origin: announcements,
    client,
    later: (bulk, item) => collected.add(bulk, item),
    afterCommit: (callback) => callbacks.push(callback),
    announce: (about, news) => callbacks.push(() => announcements.send(about, news)),
  };
}
