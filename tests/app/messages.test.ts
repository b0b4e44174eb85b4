import { type MessageFormatElement, parse, TYPE } from "@formatjs/icu-messageformat-parser";
import { describe, expect, test } from "vitest";
import en from "../../app/_lib/messages/en.json";
import zh from "../../app/_lib/messages/zh-CN.json";

type Messages = Record<string, Record<string, string>>;

const flat = (messages: Messages) =>
  new Map(
    Object.entries(messages).flatMap(([area, texts]) =>
      Object.entries(texts).map(([key, text]) => [`${area}.${key}`, text] as const),
    ),
  );

const english = flat(en);
const chinese = flat(zh);

describe("messages", () => {
  test("say the same things in both languages", () => {
    expect([...chinese.keys()]).toEqual([...english.keys()]);
  });

  test("take the same arguments in both languages", () => {
    const differing = [...english].filter(
      ([key, text]) => argumentsOf(text).join() !== argumentsOf(chinese.get(key) ?? "").join(),
    );
    expect(differing.map(([key]) => key)).toEqual([]);
  });

  test("are not empty and not left in English", () => {
    const names = /^(Signalbox|GraphQL|JSON|CSV|NDJSON|IP|#)$/;
    const untranslated = [...chinese].filter(
      ([key, text]) => text.trim() === "" || (text === english.get(key) && !names.test(text)),
    );
    expect(untranslated.map(([key]) => key)).toEqual([]);
  });
});

/** Names of the arguments and tags in an ICU message, sorted. Throws where the message does not parse. */
function argumentsOf(message: string): string[] {
  const names = new Set<string>();
  const visit = (elements: readonly MessageFormatElement[]) => {
    for (const element of elements) {
      if (element.type === TYPE.literal || element.type === TYPE.pound) continue;
      names.add(element.value);
      if (element.type === TYPE.plural || element.type === TYPE.select) {
        for (const option of Object.values(element.options)) visit(option.value);
      }
      if (element.type === TYPE.tag) visit(element.children);
    }
  };
  visit(parse(message));
  return [...names].sort();
}
