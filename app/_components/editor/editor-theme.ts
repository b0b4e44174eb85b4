import { HighlightStyle, syntaxHighlighting } from "@codemirror/language";
import { EditorView } from "@codemirror/view";
import { tags } from "@lezer/highlight";

// Colours are Mantine's variables, so that the editor follows the theme without being rebuilt.
const frame = EditorView.theme({
  "&": {
    fontSize: "13px",
    backgroundColor: "var(--mantine-color-body)",
    color: "var(--mantine-color-text)",
    border: "1px solid var(--mantine-color-default-border)",
    borderRadius: "var(--mantine-radius-sm)",
    minHeight: "220px",
    maxHeight: "max(300px, 58vh)",
  },
  "&.cm-focused": { outline: "2px solid var(--mantine-primary-color-filled)", outlineOffset: "-1px" },
  ".cm-scroller": { fontFamily: "var(--mantine-font-family-monospace)", lineHeight: "1.55" },
  ".cm-gutters": {
    backgroundColor: "light-dark(var(--mantine-color-gray-0), var(--mantine-color-dark-8))",
    color: "var(--mantine-color-dimmed)",
    border: "none",
  },
  ".cm-cursor": { borderLeftColor: "var(--mantine-color-text)" },
  ".cm-activeLine": { backgroundColor: "light-dark(rgba(0, 0, 0, 0.035), rgba(255, 255, 255, 0.04))" },
  ".cm-activeLineGutter": { backgroundColor: "transparent", color: "var(--mantine-color-text)" },
  "&.cm-focused > .cm-scroller > .cm-selectionLayer .cm-selectionBackground, .cm-selectionBackground": {
    background: "light-dark(var(--mantine-color-indigo-1), rgba(92, 124, 250, 0.35))",
  },
  ".cm-panels, .cm-tooltip": {
    backgroundColor: "var(--mantine-color-body)",
    color: "var(--mantine-color-text)",
    border: "1px solid var(--mantine-color-default-border)",
  },
  ".cm-tooltip-autocomplete > ul > li": { padding: "2px 8px" },
  ".cm-tooltip-autocomplete > ul > li[aria-selected]": {
    backgroundColor: "var(--mantine-primary-color-filled)",
    color: "var(--mantine-primary-color-contrast)",
  },
  ".cm-completionDetail": { fontStyle: "normal", opacity: "0.75", fontFamily: "var(--mantine-font-family)" },
});

const tinted = (light: string, dark: string) =>
  `light-dark(var(--mantine-color-${light}), var(--mantine-color-${dark}))`;

const colours = HighlightStyle.define([
  { tag: [tags.propertyName, tags.definition(tags.propertyName)], color: tinted("blue-9", "blue-3") },
  { tag: [tags.string, tags.content], color: tinted("teal-9", "teal-3") },
  { tag: [tags.number, tags.bool, tags.null], color: tinted("orange-9", "orange-3") },
  { tag: [tags.keyword, tags.labelName, tags.typeName], color: tinted("grape-9", "grape-3") },
  { tag: tags.comment, color: "var(--mantine-color-dimmed)", fontStyle: "italic" },
  {
    tag: [tags.punctuation, tags.separator, tags.squareBracket, tags.brace],
    color: "var(--mantine-color-dimmed)",
  },
]);

export const editorTheme = [frame, syntaxHighlighting(colours)];
