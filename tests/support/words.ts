import { readFileSync } from "node:fs";

type Messages = Record<string, Record<string, string>>;

/** What the console says in a language: `words("zh-CN")("data.upload")`. Arguments are filled in, plurals are not known. */
export function words(locale: string): (key: string, values?: Record<string, string | number>) => string {
  const language = locale.startsWith("zh") ? "zh-CN" : "en";
  const messages = JSON.parse(readFileSync(`app/_lib/messages/${language}.json`, "utf8")) as Messages;
  return (key, values = {}) => {
    const [area = "", name = ""] = key.split(".");
    const message = messages[area]?.[name];
    if (message === undefined) throw new Error(`There is no message ${key}.`);
    return message.replace(/\{(\w+)\}/g, (_, argument: string) =>
      String(values[argument] ?? `{${argument}}`),
    );
  };
}
