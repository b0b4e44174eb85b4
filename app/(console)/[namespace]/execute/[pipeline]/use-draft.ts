"use client";

import { useEffect, useState } from "react";

interface Draft {
  text: string;
  /** The version that the text began from. */
  baseVersion: number;
}

/**
 * The text being edited. Unsaved text outlives a look at other pages of the console (in this tab alone); closing or
 * reloading the tab asks first.
 */
export function useDraft(pipelineId: string, saved: { number: number; document: string }) {
  const slot = `signalbox.draft.${pipelineId}`;
  const [draft, setDraft] = useState<Draft>({ text: saved.document, baseVersion: saved.number });
  const [base, setBase] = useState(saved);
  const [restored, setRestored] = useState(false);
  const dirty = draft.text !== base.document;

  // Only after mounting: the server rendered the saved text.
  // biome-ignore lint/correctness/useExhaustiveDependencies: once a pipeline
  useEffect(() => {
    const kept = readDraft(slot);
    if (kept && kept.text !== saved.document) setDraft(kept);
    setRestored(true);
  }, [slot]);

  useEffect(() => {
    if (!restored) return;
    if (dirty) sessionStorage.setItem(slot, JSON.stringify(draft));
    else sessionStorage.removeItem(slot);
  }, [slot, draft, dirty, restored]);

  useEffect(() => {
    if (!dirty) return;
    const ask = (event: BeforeUnloadEvent) => event.preventDefault();
    window.addEventListener("beforeunload", ask);
    return () => window.removeEventListener("beforeunload", ask);
  }, [dirty]);

  return {
    text: draft.text,
    baseVersion: draft.baseVersion,
    dirty,
    /** Null until the kept draft has been looked for. */
    initialText: restored ? draft.text : null,
    edit: (text: string) => setDraft(({ baseVersion }) => ({ text, baseVersion })),
    /** The server has `document` as version `number`. The text in the editor may have moved on meanwhile. */
    markSaved(number: number, document: string) {
      setBase({ number, document });
      setDraft(({ text }) => ({ text, baseVersion: number }));
    },
  };
}

function readDraft(slot: string): Draft | null {
  try {
    const kept = JSON.parse(sessionStorage.getItem(slot) ?? "null") as Partial<Draft> | null;
    return typeof kept?.text === "string" && typeof kept.baseVersion === "number" ? (kept as Draft) : null;
  } catch {
    return null;
  }
}
