import type { useTranslations } from "next-intl";

/** CodeMirror's own words, for people and screen readers, in the viewer's language. */
export function editorPhrases(t: ReturnType<typeof useTranslations<"editor">>): Record<string, string> {
  return {
    Completions: t("completions"),
    Diagnostics: t("problems"),
    "No diagnostics": t("noProblems"),
    Find: t("find"),
    Replace: t("replace"),
    next: t("next"),
    previous: t("previous"),
    all: t("all"),
    "match case": t("matchCase"),
    regexp: t("regexp"),
    "by word": t("byWord"),
    replace: t("replace"),
    "replace all": t("replaceAll"),
    close: t("close"),
    "Go to line": t("goToLine"),
    go: t("go"),
    "Fold line": t("fold"),
    "Unfold line": t("unfold"),
    "folded code": t("folded"),
    "Control character": t("controlCharacter"),
  };
}
