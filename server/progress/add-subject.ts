import { AppError } from "../core/errors";
import type { ProgressDeps } from "./progress-deps";

/** Adds a subject in the first phase and tells of it. Throws UNAVAILABLE once the topic is closed. */
export function addSubject({ topic }: ProgressDeps): number {
  if (topic.closed) throw new AppError("UNAVAILABLE", "This progress topic is closed.");
  const subject = topic.workbook.add();
  topic.touch(0);
  return subject;
}
