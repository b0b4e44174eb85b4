import { z } from "zod";
import type { Transaction } from "../core/database";
import { AppError } from "../core/errors";
import { lockUntilCommit } from "../core/lock-until-commit";

const plain = (what: string) =>
  z
    .string()
    .trim()
    .refine((text) => !/\p{Cc}/u.test(text), `${what} cannot hold line breaks or control characters.`);

export const datasetName = plain("A dataset's name")
  .min(1, "A dataset needs a name.")
  .max(100, "A dataset's name has at most 100 characters.");

/** Where the data comes from, in a person's words; null for nothing. */
export const datasetSource = z
  .string()
  .trim()
  .max(2_000, "A source has at most 2,000 characters.")
  .nullable()
  .transform((text) => text || null);

export const datasetTags = z
  .array(plain("A tag").min(1, "A tag cannot be empty.").max(50, "A tag has at most 50 characters."))
  .transform((tags) => [...new Set(tags)].sort())
  .refine((tags) => tags.length <= 20, "A dataset has at most 20 tags.");

/** A name that people gave a file: shown to them again, never used as a path. */
export const shownFileName = (name: string): string =>
  name
    .replace(/^.*[/\\]/, "")
    .replace(/\p{Cc}/gu, "")
    .trim()
    .slice(0, 255);

/** Makes sure that no other dataset of the namespace has the name. @throws ALREADY_EXISTS */
export async function claimDatasetName(
  tx: Transaction,
  namespaceId: string,
  name: string,
  exceptId: string | null,
): Promise<void> {
  await lockUntilCommit(tx, `dataset names ${namespaceId}`);
  const taken = await tx.client.dataset.findUnique({
    where: { namespaceId_name: { namespaceId, name } },
    select: { id: true },
  });
  if (!taken || taken.id === exceptId) return;
  const message = `A dataset called "${name}" exists here already; choose another name.`;
  throw new AppError("ALREADY_EXISTS", message, {
    problems: [{ code: "ALREADY_EXISTS", message, path: ["name"] }],
  });
}
