import {
  IconDatabase,
  IconHistory,
  IconLayoutDashboard,
  IconPlayerPlay,
  IconSettings,
  type TablerIcon,
} from "@tabler/icons-react";
import type { Permission } from "../../server/accounts/permissions";

interface MenuEntry {
  key: "dashboard" | "execute" | "data" | "runs" | "settings";
  /** Behind the namespace's address. */
  path: string;
  icon: TablerIcon;
  /** Absent from the menu of those without it; null is for everybody. */
  needs: Permission | null;
}

/** The left menu, in order. A new page is one line here. */
const entries: readonly MenuEntry[] = [
  { key: "dashboard", path: "", icon: IconLayoutDashboard, needs: "run:read" },
  { key: "execute", path: "/execute", icon: IconPlayerPlay, needs: "pipeline:read" },
  { key: "data", path: "/data", icon: IconDatabase, needs: "dataset:read" },
  { key: "runs", path: "/runs", icon: IconHistory, needs: "run:read" },
  { key: "settings", path: "/settings", icon: IconSettings, needs: null },
];

export function menuFor(permissions: readonly string[]): readonly MenuEntry[] {
  return entries.filter(({ needs }) => needs === null || permissions.includes(needs));
}
