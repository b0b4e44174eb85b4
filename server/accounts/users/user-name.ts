import { z } from "zod";

/**
 * One spelling for names that are the same to people: composed, without blanks around, lower-case. U+0000, which
 * PostgreSQL cannot even look up, becomes a character that no name has.
 */
export const loginNameOf = (name: string): string =>
  name.normalize("NFKC").trim().toLowerCase().replaceAll("\0", "\uFFFD");

/** A user's name: any script's letters and digits, with . _ @ - inside. */
export const userName = z
  .string()
  .transform((name) => name.normalize("NFKC").trim())
  .pipe(
    z
      .string()
      .min(2, "A user name has at least 2 characters.")
      .max(64, "A user name has at most 64 characters.")
      .regex(
        /^[\p{L}\p{N}][\p{L}\p{M}\p{N}._@-]*$/u,
        "A user name begins with a letter or digit and holds letters, digits and . _ @ - only.",
      ),
  );
