import { readdirSync, writeFileSync } from "node:fs";
import { pathToFileURL } from "node:url";
import { z } from "zod";
import type { EventCatalogue } from "../server/events/define-events";

const server = new URL("../server/", import.meta.url);
export const eventsPage = new URL("../docs/events.md", import.meta.url);

interface PropertySchema {
  readonly type?: string | readonly string[];
  readonly anyOf?: readonly PropertySchema[];
  readonly items?: PropertySchema;
  readonly description?: string;
}

/** Every catalogue that an `…-events.ts` file of the server exports, by kind. */
export async function allCatalogues(): Promise<EventCatalogue[]> {
  const files = readdirSync(server, { recursive: true, encoding: "utf8" })
    .map((file) => file.replaceAll("\\", "/"))
    .filter((file) => file.endsWith("-events.ts"));
  const exported: unknown[] = [];
  for (const file of files) exported.push(...Object.values(await import(new URL(file, server).href)));
  return exported.filter(isCatalogue).sort((a, b) => (a.kind < b.kind ? -1 : 1));
}

const isCatalogue = (value: unknown): value is EventCatalogue =>
  typeof value === "object" && value !== null && "schemas" in value && "kind" in value;

/** The page in Markdown: a table of payload members for each event. */
export function listEvents(catalogues: readonly EventCatalogue[]): string {
  const head = [
    "# Events",
    "",
    "Listed from the catalogues by `npm run list-events`; do not edit. A stream's events are numbered 1, 2, 3 … without a gap;",
    "a consumer that keeps the last number it has seen and ignores what is not above it sees each event once.",
    "Read them with the `events` field of a thing, or live with `runEvents` and `datasetEvents`, from number `after` + 1 on.",
    "",
  ];
  return [...head, ...catalogues.flatMap(section)].join("\n");
}

const section = ({ kind, schemas }: EventCatalogue): string[] => [
  `## Streams \`${kind}:<id>\``,
  "",
  ...Object.entries(schemas).flatMap(([type, schema]) => [`### ${type}`, "", ...members(schema), ""]),
];

function members(schema: z.ZodObject): string[] {
  const { properties = {}, required = [] } = z.toJSONSchema(schema) as {
    properties?: Record<string, PropertySchema>;
    required?: readonly string[];
  };
  const names = Object.entries(properties);
  if (names.length === 0) return ["No payload."];
  return [
    "| member | type | meaning |",
    "| --- | --- | --- |",
    ...names.map(
      ([name, property]) =>
        `| \`${name}\`${required.includes(name) ? "" : " (optional)"} | ${typeOf(property)} | ${property.description ?? ""} |`,
    ),
  ];
}

function typeOf({ type, anyOf, items }: PropertySchema): string {
  if (anyOf) return anyOf.map(typeOf).join(" or ");
  if (type === "array") return `list of ${items ? typeOf(items) : "anything"}`;
  return typeof type === "string" ? type : (type ?? ["anything"]).join(" or ");
}

if (import.meta.url === pathToFileURL(process.argv[1] ?? "").href)
  writeFileSync(eventsPage, listEvents(await allCatalogues()));
