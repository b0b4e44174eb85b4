import { request } from "../_lib/client";
import { writeCookie } from "../_lib/cookie";
import { graphql } from "../_lib/graphql";
import { isLocale, LOCALE_COOKIE, locales } from "../_lib/locale";

const LanguageQuery = graphql(`
  query Language {
    me { locale }
  }
`);

/**
 * Gives this browser the language that its new viewer once chose elsewhere, unless one was chosen here. An account of the
 * first language has perhaps chosen nothing: then what the browser asks for stays.
 */
export async function adoptLanguage(): Promise<void> {
  if (document.cookie.split("; ").some((cookie) => cookie.startsWith(`${LOCALE_COOKIE}=`))) return;
  const { me } = await request(LanguageQuery, {});
  if (isLocale(me.locale) && me.locale !== locales[0]) writeCookie(LOCALE_COOKIE, me.locale);
}
