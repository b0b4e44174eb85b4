"use client";

import { useTranslations } from "next-intl";
import { useCallback } from "react";
import { isKnownCode } from "./error-codes";

/** Anything that went wrong, as the API tells it: a PageError, or an entry of a mutation's `errors`. */
interface Failure {
  code?: unknown;
  message?: unknown;
  reference?: unknown;
}

/** Codes whose message says what exactly is wrong, which the sentence for the code cannot. */
const detailed = new Set([
  "BAD_USER_INPUT",
  "REFERENCED",
  "LIMIT_EXCEEDED",
  "ILLEGAL_TRANSITION",
  "ALREADY_EXISTS",
]);

/** A function that says what went wrong and what to do, in the viewer's language, recognised by code. */
export function useErrorText(): (failure: unknown) => string {
  const t = useTranslations("errors");
  return useCallback(
    (failure: unknown) => {
      const { code, message, reference } = (failure ?? {}) as Failure;
      const detail = typeof message === "string" ? message : "";
      if (typeof code !== "string" || !isKnownCode(code)) return detail || t("INTERNAL");
      const sentence = detailed.has(code) && detail ? `${t(code)} ${detail}` : t(code);
      return code === "INTERNAL" && typeof reference === "string"
        ? t("withReference", { message: sentence, reference })
        : sentence;
    },
    [t],
  );
}
