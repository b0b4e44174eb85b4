"use client";

import { ErrorNotice, type ErrorNoticeProps } from "../../_components/error-notice";

/** A page of the console that failed; its frame stays, so that the way elsewhere is open. */
export default function ConsoleErrorPage({ error, reset }: ErrorNoticeProps) {
  return <ErrorNotice error={error} reset={reset} framed />;
}
