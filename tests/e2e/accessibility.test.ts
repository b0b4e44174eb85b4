import { readFileSync } from "node:fs";
import { createRequire } from "node:module";
import type { AxeResults } from "axe-core";
import { expect, test } from "./console";

const axe = readFileSync(createRequire(import.meta.url).resolve("axe-core/axe.min.js"), "utf8");

/** CodeMirror scrolls its text by the cursor, which axe does not see. */
const known = new Set(["scrollable-region-focusable .cm-scroller"]);

for (const colorScheme of ["light", "dark"] as const) {
  test(`every page can be read with a screen reader and by weak eyes (${colorScheme})`, async ({
    person,
    locale,
  }) => {
    const { page } = person;
    await page.emulateMedia({ colorScheme, reducedMotion: "reduce" });
    const violations: string[] = [];
    const check = async (path: string) => {
      await page.goto(path);
      await expect(page.getByRole("heading", { level: 1 })).toBeAttached();
      await page.evaluate(axe);
      const results = await page.evaluate(() =>
        (window as unknown as { axe: { run(): Promise<AxeResults> } }).axe.run(),
      );
      for (const { id, nodes } of results.violations) {
        for (const { target, html } of nodes) {
          if (!known.has(`${id} ${target}`))
            violations.push(`${path}: ${id} at ${target}: ${html.slice(0, 120)}`);
        }
      }
    };
    await check("/sign-in");
    await check("/register");
    await person.register(`louis-${colorScheme}-${locale}`);
    const home = new URL(page.url()).pathname;
    for (const path of [
      "",
      "/data",
      "/execute",
      "/runs",
      "/settings",
      "/settings/sessions",
      "/settings/tokens",
    ]) {
      await check(home + path);
    }
    for (const path of ["/settings/members", "/settings/audit"]) await check(home + path);
    expect(violations).toEqual([]);
  });
}
