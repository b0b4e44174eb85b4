"use client";

import { ErrorNotice, type ErrorNoticeProps } from "./_components/error-notice";

export default function ErrorPage({ error, reset }: ErrorNoticeProps) {
  return <ErrorNotice error={error} reset={reset} />;
}
