import { createHash } from "node:crypto";
import { z } from "zod";
import type { Transaction } from "../core/database";
import { AppError } from "../core/errors";
import { lockUntilCommit } from "../core/lock-until-commit";
import { searchable } from "../core/searchable";
import { DOCUMENT_LIMITS } from "./document/limits";

export const pipelineName = z
  .string()
  .trim()
  .min(1, "A pipeline needs a name.")
  .max(100, "A pipeline's name has at most 100 characters.")
  .refine(
    (name) => !/\p{Cc}/u.test(name),
    "A pipeline's name cannot hold line breaks or control characters.",
  );

export const pipelineDescription = z
  .string()
  .trim()
  .max(2_000, "A description has at most 2,000 characters.");

/** What a search for a pipeline looks through. */
export const pipelineSearchText = (pipeline: { name: string; description: string }): string =>
  searchable(`${pipeline.name}\n${pipeline.description}`);

/** Any text may be saved, even one that does not parse yet: people save unfinished work. Running it is another matter. */
export const pipelineDocument = z
  .string()
  .refine(
    (text) => Buffer.byteLength(text) <= DOCUMENT_LIMITS.bytes,
    `A document has at most ${DOCUMENT_LIMITS.bytes.toLocaleString("en")} bytes; keep data in the data center.`,
  )
  .refine((text) => !text.includes("\u0000"), "A document cannot hold the character NUL.");

export const documentDigest = (document: string): string =>
  createHash("sha256").update(document).digest("hex");

/** Makes sure that no other pipeline of the namespace has the name. @throws ALREADY_EXISTS */
export async function claimPipelineName(
  tx: Transaction,
  namespaceId: string,
  name: string,
  exceptId: string | null,
): Promise<void> {
  await lockUntilCommit(tx, `pipeline names ${namespaceId}`);
  const taken = await tx.client.pipeline.findUnique({
    where: { namespaceId_name: { namespaceId, name } },
    select: { id: true },
  });
  if (!taken || taken.id === exceptId) return;
  const message = `A pipeline called "${name}" exists here already; choose another name.`;
  throw new AppError("ALREADY_EXISTS", message, {
    problems: [{ code: "ALREADY_EXISTS", message, path: ["name"] }],
  });
}
