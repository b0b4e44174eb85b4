"use client";

import { useSyncExternalStore } from "react";

export type ConnectionState = "idle" | "connecting" | "connected" | "reconnecting";

let state: ConnectionState = "idle";
const listeners = new Set<() => void>();

export function setConnectionState(next: ConnectionState): void {
  if (next === state) return;
  state = next;
  for (const listener of listeners) listener();
}

/** How the page's live connection stands, for whoever shows it. */
export function useConnectionState(): ConnectionState {
  return useSyncExternalStore(
    (listener) => {
      listeners.add(listener);
      return () => listeners.delete(listener);
    },
    () => state,
    () => "idle",
  );
}
