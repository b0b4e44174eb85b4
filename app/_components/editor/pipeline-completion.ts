import {
  autocompletion,
  type Completion,
  type CompletionContext,
  type CompletionResult,
} from "@codemirror/autocomplete";
import type { Extension } from "@codemirror/state";
import { completePipeline, type Vocabulary } from "./complete-pipeline";

/** Completion while typing and on Ctrl-Space. The vocabulary is asked anew each time: it may change under the editor. */
export function pipelineCompletion(vocabulary: () => Vocabulary): Extension {
  return autocompletion({
    icons: false,
    activateOnTyping: true,
    override: [(context) => complete(context, vocabulary())],
  });
}

function complete(context: CompletionContext, vocabulary: Vocabulary): CompletionResult | null {
  const line = context.state.doc.lineAt(context.pos);
  const column = context.pos - line.from;
  const { word, suggestions } = completePipeline(
    context.state.doc.toString(),
    line.number - 1,
    column,
    vocabulary,
  );
  if (suggestions.length === 0) return null;
  // On an empty line of invented names nobody wants a list to jump up; they can ask for it.
  if (word === "" && !context.explicit && !/[:-] $/.test(line.text.slice(0, column))) return null;
  const indent = " ".repeat(column - word.length);
  const options = suggestions.map(({ label, insert, detail, kind }): Completion => {
    const text = insert.replaceAll("\n", `\n${indent}`);
    return { label, detail, apply: kind === "key" && !text.includes("\n") ? `${text} ` : text, type: kind };
  });
  return { from: context.pos - word.length, options, validFor: /^[^\s,[\]{}:"']*$/ };
}
