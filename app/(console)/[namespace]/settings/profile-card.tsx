"use client";

import { Badge, Group, Select, Stack, Text } from "@mantine/core";
import { useRouter } from "next/navigation";
import { useLocale, useTranslations } from "next-intl";
import { writeCookie } from "../../../_lib/cookie";
import { graphql } from "../../../_lib/graphql";
import { isLocale, LOCALE_COOKIE, localeNames, locales } from "../../../_lib/locale";
import { useMutation } from "../../../_lib/use-mutation";
import type { Viewer } from "../../../_lib/viewer";
import { SettingsCard } from "./settings-card";

const SetLocale = graphql(`
  mutation SetLocale($locale: String!) {
    setLocale(locale: $locale) {
      done
      errors { code message path }
    }
  }
`);

export function ProfileCard({ viewer }: { viewer: Viewer }) {
  const t = useTranslations("settings");
  const locale = useLocale();
  const router = useRouter();
  const remember = useMutation(SetLocale, ({ setLocale }) => setLocale.errors);
  const choose = async (value: string | null) => {
    if (!isLocale(value)) return;
    writeCookie(LOCALE_COOKIE, value);
    router.refresh();
    await remember.send({ locale: value });
  };
  return (
    <SettingsCard title={t("profile")} description={t("profileBody")}>
      <Stack>
        <div>
          <Text size="sm" fw={500}>
            {t("userName")}
          </Text>
          <Group gap="xs">
            <Text>{viewer.name}</Text>
            {viewer.instanceAdmin && (
              <Badge variant="light" tt="none">
                {t("instanceAdmin")}
              </Badge>
            )}
          </Group>
        </div>
        <Select
          label={t("language")}
          description={t("languageHint")}
          data={locales.map((value) => ({ value, label: localeNames[value] }))}
          value={locale}
          onChange={choose}
          allowDeselect={false}
          error={remember.failure}
        />
      </Stack>
    </SettingsCard>
  );
}
