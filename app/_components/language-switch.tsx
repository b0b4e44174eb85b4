"use client";

import { ActionIcon, Menu } from "@mantine/core";
import { IconLanguage } from "@tabler/icons-react";
import { useRouter } from "next/navigation";
import { useLocale, useTranslations } from "next-intl";
import { writeCookie } from "../_lib/cookie";
import { LOCALE_COOKIE, localeNames, locales } from "../_lib/locale";

/** Changes the language at once, on any page, signed in or not. */
export function LanguageSwitch() {
  const t = useTranslations("app");
  const current = useLocale();
  const router = useRouter();
  const choose = (locale: string) => {
    writeCookie(LOCALE_COOKIE, locale);
    router.refresh();
  };
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        {/* Named in both languages: whoever needs this button may not read the page's. */}
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label={`${t("language")} / Language / 语言`}>
          <IconLanguage size={20} stroke={1.7} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.RadioGroup value={current} onChange={choose}>
          {locales.map((locale) => (
            <Menu.RadioItem key={locale} value={locale} lang={locale} closeMenuOnClick>
              {localeNames[locale]}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
      </Menu.Dropdown>
    </Menu>
  );
}
