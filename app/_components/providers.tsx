"use client";

import { MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import type { ReactNode } from "react";
import { cssVariables } from "../_lib/css-variables";
import { theme } from "../_lib/theme";
import { ViewerZone } from "./viewer-zone";

/** What every page stands in: theme, notifications, the viewer's zone. */
export function Providers({ children }: { children: ReactNode }) {
  return (
    <MantineProvider theme={theme} cssVariablesResolver={cssVariables} defaultColorScheme="auto">
      {/* Where it covers no button: actions stand at the top. */}
      <Notifications position="bottom-right" />
      <ViewerZone />
      {children}
    </MantineProvider>
  );
}
