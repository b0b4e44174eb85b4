import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { allMachines, drawMachines, machinesPage } from "../../../scripts/draw-machines";

test("docs/machines.md shows the machines as they are (npm run draw-machines)", async () => {
  expect(readFileSync(machinesPage, "utf8")).toBe(drawMachines(await allMachines()));
});
