"use client";

import { MantineProvider } from "@mantine/core";
import { Notifications } from "@mantine/notifications";
import type { ReactNode } from "react";
import { theme } from "../_lib/theme";
import { ViewerZone } from "./viewer-zone";

/** What every page stands in: theme, notifications, the viewer's zone. */
export function Providers({ children }: { children: ReactNode }) {
  return (
    <MantineProvider theme={theme} defaultColorScheme="auto">
      <Notifications position="top-right" />
      <ViewerZone />
      {children}
    </MantineProvider>
  );
}
