import { cookies, headers } from "next/headers";
import { getRequestConfig } from "next-intl/server";
import { LOCALE_COOKIE, type Locale, negotiateLocale, ZONE_COOKIE } from "./locale";

const messages = {
  en: () => import("./messages/en.json"),
  "zh-CN": () => import("./messages/zh-CN.json"),
} satisfies Record<Locale, () => Promise<unknown>>;

/** Language, messages and time zone of the page that is being rendered; next-intl calls this once a request. */
export default getRequestConfig(async () => {
  const jar = await cookies();
  const locale = negotiateLocale(jar.get(LOCALE_COOKIE)?.value, (await headers()).get("accept-language"));
  return {
    locale,
    messages: (await messages[locale]()).default,
    // Sent along to the browser, so that "2 minutes ago" is the same words there while it takes over the page.
    now: new Date(),
    timeZone: knownZone(jar.get(ZONE_COOKIE)?.value) ?? "UTC",
  };
});

/** The zone, or undefined when the cookie names none that this server knows. */
function knownZone(zone: string | undefined): string | undefined {
  if (!zone) return undefined;
  try {
    return new Intl.DateTimeFormat("en", { timeZone: zone }).resolvedOptions().timeZone;
  } catch {
    return undefined;
  }
}
