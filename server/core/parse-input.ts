import { z } from "zod";
import { badInput, type Problem } from "./errors";

/** What a caller sent, checked and made a value of the schema. @throws BAD_USER_INPUT with one problem an issue. */
export function parseInput<Schema extends z.ZodType>(schema: Schema, input: unknown): z.output<Schema> {
  const parsed = schema.safeParse(input);
  if (parsed.success) return parsed.data;
  const problems = parsed.error.issues.map(
    (issue): Problem => ({
      code: "INVALID_VALUE",
      message: issue.message,
      path: issue.path.map((part) => (typeof part === "number" ? part : String(part))),
    }),
  );
  throw badInput(problems.map(describe).join(" "), problems);
}

/** One line of text for people: blanks around are taken off, line breaks and control characters refused. */
export const lineOfText = z
  .string()
  .trim()
  .regex(/^[^\p{Cc}]*$/u, "Use no line breaks or control characters.");

const describe = ({ path, message }: Problem) => (path?.length ? `${path.join(".")}: ${message}` : message);
