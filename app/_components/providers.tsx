"use client";

import { MantineProvider, Modal, mergeThemeOverrides, Notification, PasswordInput } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import { useTranslations } from "next-intl";
import { type ReactNode, useMemo } from "react";
import { cssVariables } from "../_lib/css-variables";
import { theme } from "../_lib/theme";
import { ViewerZone } from "./viewer-zone";

/** What every page stands in: theme, notifications, the viewer's zone. */
export function Providers({ children }: { children: ReactNode }) {
  const t = useTranslations("app");
  const auth = useTranslations("auth");
  // The few words that Mantine says by itself, in the viewer's language.
  const spoken = useMemo(() => {
    const closeButtonProps = { "aria-label": t("close") };
    return mergeThemeOverrides(theme, {
      components: {
        Modal: Modal.extend({ defaultProps: { closeButtonProps } }),
        Notification: Notification.extend({ defaultProps: { closeButtonProps } }),
        PasswordInput: PasswordInput.extend({
          defaultProps: { visibilityToggleButtonProps: { "aria-label": auth("showPassword") } },
        }),
      },
    });
  }, [t, auth]);
  return (
    <MantineProvider theme={spoken} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
      {/* Where it covers no button: actions stand at the top. */}
      <Notifications position="bottom-right" />
      <ViewerZone />
      {children}
    </MantineProvider>
  );
}
