import type { Transaction } from "../core/database";
import { lockUntilCommit } from "../core/lock-until-commit";

const longest = 100;

/** The wanted name, or with " (2)", " (3)" … behind it: the first that no dataset of the namespace has. */
export async function freeDatasetName(tx: Transaction, namespaceId: string, wanted: string): Promise<string> {
  await lockUntilCommit(tx, `dataset names ${namespaceId}`);
  const base =
    wanted
      .replace(/\p{Cc}/gu, "")
      .trim()
      .slice(0, longest - 6)
      .trim() || "dataset";
  const alike = await tx.client.dataset.findMany({
    where: { namespaceId, name: { startsWith: base } },
    select: { name: true },
  });
  const taken = new Set(alike.map(({ name }) => name));
  for (let copy = 1; ; copy++) {
    const name = copy === 1 ? base : `${base} (${copy})`;
    if (!taken.has(name)) return name;
  }
}
