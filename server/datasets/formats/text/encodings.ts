import { z } from "zod";

/** The encodings a person may choose; `latin1` is read as Windows-1252, as browsers do. */
export const encodings = ["utf-8", "utf-16le", "utf-16be", "gb18030", "latin1"] as const;
export type Encoding = (typeof encodings)[number];

export const encodingOption = z.enum(["auto", ...encodings]).default("auto");
