import { readdirSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import type { MachineTable, Stateful } from "../server/core/machine";

const server = new URL("../server/", import.meta.url);
export const machinesPage = new URL("../docs/machines.md", import.meta.url);

/** Every machine that a `machine.ts` or `…-machine.ts` file of the server exports, by name. */
export async function allMachines(): Promise<MachineTable<Stateful>[]> {
  const files = readdirSync(server, { recursive: true, encoding: "utf8" })
    .map((file) => file.replaceAll("\\", "/"))
    .filter((file) => /(^|[/-])machine\.ts$/.test(file) && file !== "core/machine.ts");
  const exported: unknown[] = [];
  for (const file of files) exported.push(...Object.values(await import(new URL(file, server).href)));
  return exported.filter(isMachine).sort((a, b) => (a.name < b.name ? -1 : 1));
}

const isMachine = (value: unknown): value is MachineTable<Stateful> =>
  typeof value === "object" && value !== null && "states" in value && "transitions" in value;

/** The page in Markdown, with one Mermaid diagram a machine. */
export function drawMachines(machines: readonly MachineTable<Stateful>[]): string {
  const head = [
    "# State machines",
    "",
    "Drawn from the transition tables by `npm run draw-machines`; do not edit. A status changes in these ways only, by a",
    "compare-and-set that is written together with its event. A *guarded* transition asks for more than the right state.",
    "",
  ];
  return [
    ...head,
    ...machines.flatMap((machine) => [`## ${machine.name}`, "", ...diagram(machine), ""]),
  ].join("\n");
}

function diagram({ initial, terminal, transitions }: MachineTable<Stateful>): string[] {
  const edges = Object.entries(transitions).flatMap(([name, { from, to, guard }]) =>
    from.map((state) => `  ${state} --> ${to}: ${name}${guard ? " (guarded)" : ""}`),
  );
  return [
    "```mermaid",
    "stateDiagram-v2",
    `  [*] --> ${initial}`,
    ...edges,
    ...terminal.map((state) => `  ${state} --> [*]`),
    "```",
  ];
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href)
  writeFileSync(machinesPage, drawMachines(await allMachines()));
