/** The languages of the console. The first is the one for readers whose browser asks for neither. */
export const locales = ["en", "zh-CN"] as const;
export type Locale = (typeof locales)[number];

/** Each language by its own name, as a reader of it looks for it. */
export const localeNames: Record<Locale, string> = { en: "English", "zh-CN": "简体中文" };

export const LOCALE_COOKIE = "signalbox.locale";
/** IANA name of the viewer's time zone, told by the browser on its first visit. */
export const ZONE_COOKIE = "signalbox.zone";

export function isLocale(value: unknown): value is Locale {
  return locales.some((locale) => locale === value);
}

/**
 * The language for a request: what the reader chose, else the best of the browser's `Accept-Language` list.
 * Any Chinese ("zh", "zh-TW", "zh-Hans") gets zh-CN: closer to the reader than English.
 */
export function negotiateLocale(chosen: string | undefined, acceptLanguage: string | null): Locale {
  if (isLocale(chosen)) return chosen;
  const wanted = (acceptLanguage ?? "")
    .split(",")
    .map((part) => {
      const [tag = "", ...parameters] = part.trim().toLowerCase().split(";");
      const quality = parameters.map((p) => /^\s*q=([\d.]+)\s*$/.exec(p)?.[1]).find(Boolean);
      return { tag, quality: quality === undefined ? 1 : Number(quality) };
    })
    .filter(({ tag, quality }) => tag !== "" && quality > 0)
    .sort((a, b) => b.quality - a.quality);
  for (const { tag } of wanted) {
    const match = locales.find((locale) => locale.toLowerCase().split("-")[0] === tag.split("-")[0]);
    if (match) return match;
  }
  return locales[0];
}
