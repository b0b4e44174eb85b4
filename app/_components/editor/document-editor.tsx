"use client";

import { indentWithTab } from "@codemirror/commands";
import { yaml } from "@codemirror/lang-yaml";
import { indentUnit } from "@codemirror/language";
import { lintGutter, setDiagnostics } from "@codemirror/lint";
import { EditorState } from "@codemirror/state";
import { EditorView, keymap } from "@codemirror/view";
import { basicSetup } from "codemirror";
import { useTranslations } from "next-intl";
import { type Ref, useEffect, useImperativeHandle, useRef } from "react";
import type { Vocabulary } from "./complete-pipeline";
import { editorPhrases } from "./editor-phrases";
import { editorTheme } from "./editor-theme";
import { pipelineCompletion } from "./pipeline-completion";
import type { Problem } from "./problem";
import { problemDiagnostics } from "./problem-diagnostics";

/** What others on the page may do to the text. */
export interface EditorHandle {
  /** Puts the cursor there, scrolls to it and focuses; both from 1. */
  goTo(line: number, column: number): void;
  /** Replaces the whole text; can be undone. */
  replace(text: string): void;
}

interface DocumentEditorProps {
  initialText: string;
  onChange: (text: string) => void;
  problems: readonly Problem[];
  vocabulary: Vocabulary;
  label: string;
  readOnly?: boolean;
  /** Ctrl-Enter or ⌘-Enter. */
  onRun?: () => void;
  /** Ctrl-S or ⌘-S. */
  onSave?: () => void;
  ref?: Ref<EditorHandle>;
}

/** An editor for pipeline documents: YAML colours, completion, problems in place. The text is the editor's own state. */
export function DocumentEditor(props: DocumentEditorProps) {
  const t = useTranslations("editor");
  const host = useRef<HTMLDivElement>(null);
  const view = useRef<EditorView>(null);
  const latest = useRef(props);
  latest.current = props;
  const phrases = editorPhrases(t);

  // The editor is made once; what changes later reaches it through `latest` or as an effect of its own.
  // biome-ignore lint/correctness/useExhaustiveDependencies: see above
  useEffect(() => {
    if (!host.current) return;
    const run = () => {
      latest.current.onRun?.();
      return true;
    };
    const save = () => {
      latest.current.onSave?.();
      return true;
    };
    const made = new EditorView({
      parent: host.current,
      state: EditorState.create({
        doc: props.initialText,
        extensions: [
          keymap.of([
            { key: "Mod-Enter", run },
            { key: "Mod-s", run: save, preventDefault: true },
          ]),
          basicSetup,
          // Escape, then Tab, leaves the editor: CodeMirror's own way out for the keyboard.
          keymap.of([indentWithTab]),
          indentUnit.of("  "),
          yaml(),
          pipelineCompletion(() => latest.current.vocabulary),
          lintGutter(),
          editorTheme,
          EditorState.phrases.of(phrases),
          EditorState.readOnly.of(props.readOnly ?? false),
          EditorView.contentAttributes.of({ "aria-label": props.label, "aria-multiline": "true" }),
          EditorView.updateListener.of((update) => {
            if (update.docChanged) latest.current.onChange(update.state.doc.toString());
          }),
        ],
      }),
    });
    view.current = made;
    return () => made.destroy();
  }, [props.label, props.readOnly]);

  useEffect(() => {
    const current = view.current;
    if (current)
      current.dispatch(setDiagnostics(current.state, problemDiagnostics(current.state.doc, props.problems)));
  }, [props.problems]);

  useImperativeHandle(props.ref, () => ({
    goTo(line, column) {
      const current = view.current;
      if (!current) return;
      const target = current.state.doc.line(Math.min(Math.max(1, line), current.state.doc.lines));
      const anchor = Math.min(target.from + Math.max(0, column - 1), target.to);
      current.dispatch({
        selection: { anchor },
        effects: EditorView.scrollIntoView(anchor, { y: "center" }),
      });
      current.focus();
    },
    replace(text) {
      const current = view.current;
      current?.dispatch({ changes: { from: 0, to: current.state.doc.length, insert: text } });
    },
  }));

  return <div ref={host} className="signalbox-editor" />;
}
