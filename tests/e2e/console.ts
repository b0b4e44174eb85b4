import { test as base, expect, type Page } from "@playwright/test";
import { words } from "../support/words";

/** A person at the console: knows its words in the language of the browser. */
export interface Person {
  page: Page;
  t: ReturnType<typeof words>;
  /** Opens an entry of the left menu. */
  open(entry: "dashboard" | "execute" | "data" | "runs" | "settings"): Promise<void>;
  /** Replaces what stands in the pipeline editor. */
  write(document: string): Promise<void>;
}

export const test = base.extend<{ person: Person; failures: string[] }>({
  failures: async ({}, use) => use([]),
  person: async ({ page, locale, failures, baseURL }, use) => {
    const t = words(locale ?? "en");
    page.on("pageerror", (error) => failures.push(error.message));
    page.on("console", (message) => {
      // A refused sign-in is an answer, which browsers log like a failure.
      if (message.type() === "error" && !message.text().includes("401")) failures.push(message.text());
    });
    // Nothing of the console may come from anywhere else.
    page.on("request", (request) => {
      const { origin, protocol } = new URL(request.url());
      if (/^(http|ws)/.test(protocol) && origin !== baseURL)
        failures.push(`A request went to ${request.url()}.`);
    });
    await use({
      page,
      t,
      async open(entry) {
        const menu = page.getByRole("navigation", { name: t("menu.label") });
        await menu.getByRole("link", { name: t(`menu.${entry}`) }).click();
        await page.waitForURL((url) => (entry === "dashboard" ? true : url.pathname.includes(`/${entry}`)));
      },
      async write(document) {
        await page.getByRole("textbox", { name: t("editor.label") }).click();
        await page.keyboard.press("ControlOrMeta+A");
        await page.keyboard.press("Delete");
        await page.keyboard.insertText(document);
      },
    });
    expect(failures).toEqual([]);
  },
});

export { expect };
