import { readdirSync, readFileSync } from "node:fs";
import { dirname, join, relative, resolve } from "node:path";
import { describe, expect, test } from "vitest";

const root = resolve(import.meta.dirname, "..");

/** Rooms from the ground up; each may know those of lower levels, and of its own level by named functions. */
const levels: string[][] = [
  ["server/core"],
  ["server/database", "server/db.ts"],
  [
    "server/events",
    "server/lanes",
    "server/jobs",
    "server/progress",
    "server/accounts",
    "server/telemetry",
    "server/sandbox",
  ],
  ["server/datasets", "server/runs", "server/workspaces"],
  ["server/pipelines", "server/scenarios", "server/plans"],
  ["server/deployments"],
  ["graphql", "server/cli"],
  ["server/env.ts", "server/kernel.ts", "server/kernel"],
  ["server/http.ts", "server/console-pages.ts"],
  ["server/main.ts"],
];

interface Import {
  readonly from: string;
  readonly to: string;
  readonly typeOnly: boolean;
}

const sources = ["server", "graphql", "app"].flatMap((folder) => sourceFiles(join(root, folder)));
const imports = sources.flatMap(importsOf);

describe("architecture", () => {
  test("every server file stands in a room with a level", () => {
    const homeless = sources.filter((file) => !file.startsWith("app/") && levelOf(file) === -1);
    expect(homeless).toEqual([]);
  });

  test("no room knows one above it", () => {
    const upward = imports.filter(({ from, to, typeOnly }) => {
      if (from.startsWith("app/") || levelOf(to) === -1 || levelOf(from) === -1) return false;
      // The wiring of processes is read by all as a type; nothing below may run it.
      if (typeOnly && from.startsWith("server/core/"))
        return levelOf(to) > levelOf(from) && !to.startsWith("prisma/");
      return levelOf(to) > levelOf(from);
    });
    expect(upward.map(({ from, to }) => `${from} -> ${to}`)).toEqual([]);
  });

  test("the app takes nothing but types from server and graphql", () => {
    const values = imports.filter(
      ({ from, to, typeOnly }) => from.startsWith("app/") && /^(server|graphql)\//.test(to) && !typeOnly,
    );
    expect(values.map(({ from, to }) => `${from} -> ${to}`)).toEqual([]);
  });

  test("only db.ts runs a generated database client", () => {
    const values = imports.filter(
      ({ from, to, typeOnly }) => /generated\/client/.test(to) && !typeOnly && from !== "server/db.ts",
    );
    expect(values.map(({ from, to }) => `${from} -> ${to}`)).toEqual([]);
  });

  test("no two files import each other in a circle", () => {
    expect(findCircle(imports.filter((edge) => !edge.typeOnly))).toBeNull();
  });

  test("no file only forwards to others, and none is a drawer for odds and ends", () => {
    const forwarding = sources.filter((file) => {
      const statements = readFileSync(join(root, file), "utf8")
        .replace(/\/\*[\s\S]*?\*\/|\/\/.*$/gm, "")
        .split(";")
        .map((line) => line.trim())
        .filter(Boolean);
      return (
        statements.length > 0 && statements.every((line) => /^export (type )?(\*|\{)[\s\S]* from /.test(line))
      );
    });
    const drawers = sources.filter((file) => /(^|\/)(utils?|helpers?|misc|common|shared)(\.|\/)/.test(file));
    const barrels = sources.filter((file) => /\/index\.tsx?$/.test(file));
    expect({ forwarding, drawers, barrels }).toEqual({ forwarding: [], drawers: [], barrels: [] });
  });

  test("file names are kebab-case", () => {
    const odd = sources.filter((file) => !file.startsWith("app/") && !/^[a-z0-9/.-]+$/.test(file));
    expect(odd).toEqual([]);
  });

  test("files stay small: nine in ten under 200 lines, none over 400", () => {
    const lengths = sources.map((file) => ({
      file,
      lines: readFileSync(join(root, file), "utf8").split("\n").length,
    }));
    expect(lengths.filter(({ lines }) => lines > 400)).toEqual([]);
    expect(lengths.filter(({ lines }) => lines > 200).length / lengths.length).toBeLessThan(0.1);
  });
});

function sourceFiles(folder: string): string[] {
  return readdirSync(folder, { recursive: true, encoding: "utf8" })
    .filter((name) => /\.tsx?$/.test(name) && !name.includes("generated"))
    .map((name) => relative(root, join(folder, name)));
}

function importsOf(file: string): Import[] {
  const text = readFileSync(join(root, file), "utf8");
  const found: Import[] = [];
  const pattern = /^(?:import|export)\s+(type\s+)?([^;]*?)\s*from\s*["'](\.[^"']*)["']/gm;
  for (const [, type, names, target] of text.matchAll(pattern)) {
    const inlineTypes =
      /^\{/.test(names ?? "") &&
      (names ?? "")
        .replace(/[{}]/g, "")
        .split(",")
        .map((name) => name.trim())
        .filter(Boolean)
        .every((name) => name.startsWith("type "));
    found.push({
      from: file,
      to: resolveTarget(file, target ?? ""),
      typeOnly: Boolean(type) || inlineTypes,
    });
  }
  for (const [, target] of text.matchAll(/^import\s+["'](\.[^"']*)["']/gm))
    found.push({ from: file, to: resolveTarget(file, target ?? ""), typeOnly: false });
  for (const [, target] of text.matchAll(/\bimport\(\s*["'](\.[^"']*)["']\s*\)/g)) {
    const typePosition = new RegExp(
      `[:<|&(]\\s*import\\(\\s*["']${(target ?? "").replace(/[.*+?^${}()|[\]\\]/g, "\\$&")}`,
    ).test(text);
    found.push({
      from: file,
      to: resolveTarget(file, target ?? ""),
      typeOnly: typePosition,
    });
  }
  return found;
}

function resolveTarget(from: string, target: string): string {
  const base = relative(root, resolve(root, dirname(from), target));
  for (const candidate of [`${base}.ts`, `${base}.tsx`, base])
    if (sources.includes(candidate)) return candidate;
  return base;
}

function levelOf(file: string): number {
  return levels.findIndex((rooms) => rooms.some((room) => file === room || file.startsWith(`${room}/`)));
}

function findCircle(edges: readonly Import[]): string[] | null {
  const next = new Map<string, string[]>();
  for (const { from, to } of edges) next.set(from, [...(next.get(from) ?? []), to]);
  const done = new Set<string>();
  const walk = (file: string, path: string[]): string[] | null => {
    if (path.includes(file)) return [...path.slice(path.indexOf(file)), file];
    if (done.has(file)) return null;
    for (const target of next.get(file) ?? []) {
      const circle = walk(target, [...path, file]);
      if (circle) return circle;
    }
    done.add(file);
    return null;
  };
  for (const file of next.keys()) {
    const circle = walk(file, []);
    if (circle) return circle;
  }
  return null;
}
