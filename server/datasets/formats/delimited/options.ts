import { z } from "zod";
import { encodingOption } from "../text/encodings";

/** Types a person may give a column; the rest are found out. */
export const columnTypes = [
  "VARCHAR",
  "BIGINT",
  "DOUBLE",
  "BOOLEAN",
  "DATE",
  "TIMESTAMP",
  "TIMESTAMPTZ",
  "TIME",
] as const;

const character = z.string().refine((text) => Buffer.byteLength(text) === 1 && !/[\r\n]/.test(text), {
  message: "must be one ASCII character",
});

/** What a person may say about a delimited text. `null` means: find out. */
export const delimitedOptions = z
  .object({
    encoding: encodingOption,
    /** One to four bytes, for example "," or "\t" or "||". */
    delimiter: z
      .string()
      .refine(
        (text) => Buffer.byteLength(text) >= 1 && Buffer.byteLength(text) <= 4 && !/[\r\n]/.test(text),
        {
          message: "must be one to four bytes without a line end",
        },
      )
      .nullable()
      .default(null),
    /** "" reads quotes as ordinary characters. */
    quote: z
      .union([character, z.literal("")])
      .nullable()
      .default(null),
    escape: z
      .union([character, z.literal("")])
      .nullable()
      .default(null),
    /** Whether the first row names the columns. */
    header: z.boolean().nullable().default(null),
    /** Lines to leave out before the header or the first row. */
    skipLines: z.int().min(0).max(1_000_000).nullable().default(null),
    /** Texts that mean "no value"; an empty cell always does. */
    nullValues: z.array(z.string().min(1).max(100)).max(20).default([]),
    /** strptime patterns, for example "%d/%m/%Y". */
    dateFormat: z.string().min(1).max(100).nullable().default(null),
    timestampFormat: z.string().min(1).max(100).nullable().default(null),
    decimalSeparator: z.enum([".", ","]).default("."),
    /** Types by column name; a row whose value does not fit is refused. */
    types: z.record(z.string(), z.enum(columnTypes)).default({}),
    /** No type is found out: every column not named in `types` is text. */
    allText: z.boolean().default(false),
  })
  .strict();

export type DelimitedOptions = z.infer<typeof delimitedOptions>;
