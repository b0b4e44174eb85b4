import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { allCatalogues, eventsPage, listEvents } from "../../../scripts/list-events";

test("docs/events.md lists the events as they are (npm run list-events)", async () => {
  expect(readFileSync(eventsPage, "utf8")).toBe(listEvents(await allCatalogues()));
});
