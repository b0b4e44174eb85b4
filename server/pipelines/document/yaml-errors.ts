import type { YAMLError } from "yaml";
import { DOCUMENT_LIMITS } from "./limits";

/** What to tell a person for each code of the `yaml` package; null keeps the package's own sentence. */
const ADVICE: Readonly<Record<string, { code: string; message: string }>> = {
  TAB_AS_INDENT: { code: "tab-indentation", message: "A tab is used for indentation; use spaces." },
  BAD_INDENT: {
    code: "bad-indentation",
    message: "This line's indentation does not fit the lines above it; align it with its siblings.",
  },
  BLOCK_AS_IMPLICIT_KEY: {
    code: "nested-mapping",
    message:
      'A value cannot hold another "key:" on the same line; put quotes around the text, or move it to the next line with deeper indentation.',
  },
  BLOCK_IN_FLOW: {
    code: "yaml-syntax",
    message:
      "Block values cannot stand inside [ ] or { }; write this part without brackets, or the inside without line-by-line form.",
  },
  BAD_SCALAR_START: {
    code: "unquoted-character",
    message: "A plain value cannot start with this character; put quotes around the value.",
  },
  MISSING_CHAR: { code: "missing-character", message: "" },
  MULTIPLE_DOCS: {
    code: "several-documents",
    message:
      'Only one document is allowed; remove the "---" and what follows, or save it as another pipeline.',
  },
  MULTILINE_IMPLICIT_KEY: {
    code: "yaml-syntax",
    message: "A key must be on one line and end with a colon; perhaps a quote or a colon is missing.",
  },
  KEY_OVER_1024_CHARS: {
    code: "yaml-syntax",
    message: "A key may not be longer than 1,024 characters; perhaps a line break is missing.",
  },
  BAD_DQ_ESCAPE: {
    code: "bad-escape",
    message: 'Unknown escape in a "double-quoted" text; double the backslash, or use single quotes.',
  },
  RESOURCE_EXHAUSTION: {
    code: "too-deep",
    message: `The document is nested too deeply; at most ${DOCUMENT_LIMITS.depth} levels are allowed.`,
  },
};

export function describeYamlError(error: YAMLError): { code: string; message: string } {
  const advice = ADVICE[error.code];
  const own = error.message.endsWith(".") ? error.message : `${error.message}.`;
  return { code: advice?.code ?? "yaml-syntax", message: advice?.message || own };
}
