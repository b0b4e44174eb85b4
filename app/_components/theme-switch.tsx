"use client";

import { ActionIcon, type MantineColorScheme, Menu, useMantineColorScheme } from "@mantine/core";
import { useMounted } from "@mantine/hooks";
import { IconBrightness } from "@tabler/icons-react";
import { useTranslations } from "next-intl";

const schemes = [
  ["light", "themeLight"],
  ["dark", "themeDark"],
  ["auto", "themeAuto"],
] as const satisfies ReadonlyArray<readonly [MantineColorScheme, string]>;

/** Light, dark, or like the system; remembered in this browser. */
export function ThemeSwitch() {
  const t = useTranslations("app");
  const { colorScheme, setColorScheme } = useMantineColorScheme();
  // The server does not know the choice; marking it before mounting would differ from what was rendered there.
  const mounted = useMounted();
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="subtle" color="gray" size="lg" aria-label={t("theme")}>
          <IconBrightness size={20} stroke={1.7} />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.RadioGroup
          value={mounted ? colorScheme : null}
          onChange={(scheme) => setColorScheme(scheme as MantineColorScheme)}
        >
          {schemes.map(([scheme, label]) => (
            <Menu.RadioItem key={scheme} value={scheme} closeMenuOnClick>
              {t(label)}
            </Menu.RadioItem>
          ))}
        </Menu.RadioGroup>
      </Menu.Dropdown>
    </Menu>
  );
}
