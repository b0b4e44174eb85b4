"use client";

import { createContext, use } from "react";

/** Whether this instance serves the GraphQL explorer, for whoever would lead there. */
export const ExplorerContext = createContext(false);

export const useExplorer = (): boolean => use(ExplorerContext);
