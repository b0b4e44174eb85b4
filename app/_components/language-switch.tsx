"use client";

import { ActionIcon, Menu } from "@mantine/core";
import { IconLanguage } from "@tabler/icons-react";
import { useRouter } from "next/navigation";
import { useLocale, useTranslations } from "next-intl";
import { writeCookie } from "../_lib/cookie";
import { LOCALE_COOKIE, type Locale, localeNames, locales } from "../_lib/locale";

/** Changes the language at once, on any page, signed in or not. */
export function LanguageSwitch({ onChoose }: { onChoose?: (locale: Locale) => void }) {
  const t = useTranslations("app");
  const current = useLocale();
  const router = useRouter();
  const choose = (locale: Locale) => {
    writeCookie(LOCALE_COOKIE, locale);
    onChoose?.(locale);
    router.refresh();
  };
  return (
    <Menu position="bottom-end" withinPortal>
      <Menu.Target>
        {/* Named in both languages: whoever needs this button may not read the page's. */}
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label={`${t("language")} / Language / 语言`}>
          <IconLanguage size={20} stroke={1.7} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        {locales.map((locale) => (
          <Menu.Item
            key={locale}
            lang={locale}
            role="menuitemradio"
            aria-checked={locale === current}
            fw={locale === current ? 600 : undefined}
            onClick={() => choose(locale)}
          >
            {localeNames[locale]}
          </Menu.Item>
        ))}
      </Menu.Dropdown>
    </Menu>
  );
}
