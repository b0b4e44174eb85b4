import { topic } from "../core/announcements";

/** Somewhere is a free place, and people who might take it were not all looked at: settle. */
export const lanesUnsettled = topic<null>("lanes unsettled");
