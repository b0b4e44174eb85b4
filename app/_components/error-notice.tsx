"use client";

import { Code } from "@mantine/core";
import { useTranslations } from "next-intl";
import { isKnownCode } from "../_lib/error-codes";
import { Notice } from "./notice";

export interface ErrorNoticeProps {
  error: Error & { digest?: string };
  reset: () => void;
  framed?: boolean;
}

/** In place of a page that threw while rendering; `digest` is a code of ours or Next's reference to its log. */
export function ErrorNotice({ error, reset, framed }: ErrorNoticeProps) {
  const t = useTranslations("failure");
  const app = useTranslations("app");
  const errors = useTranslations("errors");
  const [code = "", reference = ""] = (error.digest ?? "").split(":");
  const known = isKnownCode(code);
  return (
    <Notice
      icon="failure"
      title={t("title")}
      body={known ? errors(code) : t("body")}
      action={{ label: app("retry"), onClick: reset }}
      framed={framed}
    >
      {(reference || (!known && code)) && (
        <p>
          {t("reference")}: <Code>{reference || code}</Code>
        </p>
      )}
    </Notice>
  );
}
