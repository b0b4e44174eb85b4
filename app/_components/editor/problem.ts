/** Something wrong in a document, with its place. */
export interface Problem {
  code: string;
  message: string;
  severity: "error" | "warning";
  /** From 1; null when it concerns the document as a whole. */
  line: number | null;
  column: number | null;
}
