import { test as base, expect, type Locator, type Page } from "@playwright/test";
import { words } from "../support/words";

/** A person at the console: knows its words in the language of the browser. */
export interface Person {
  page: Page;
  t: ReturnType<typeof words>;
  /** What went wrong on the page so far; a test that means it takes it out. */
  failures: string[];
  /** Makes an account, which signs in; the dashboard is shown. Returns its name, which is new each time. */
  register(wanted: string): Promise<string>;
  /** Opens an entry of the left menu. */
  open(entry: "dashboard" | "execute" | "data" | "runs" | "settings"): Promise<void>;
  /** Replaces what stands in the pipeline editor. */
  write(document: string): Promise<void>;
}

/** Of every account that the journeys make. */
export const password = "a quiet signal at dawn";

export const test = base.extend<{ person: Person }>({
  person: async ({ page, locale, baseURL }, use) => {
    const failures: string[] = [];
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
      failures,
      async register(wanted) {
        const name = `${wanted}-${Date.now().toString(36)}`.toLowerCase();
        await page.goto("/register");
        await expect(page.getByRole("heading", { name: t("auth.registerTitle") })).toBeVisible();
        await page.getByLabel(t("auth.name")).fill(name);
        await page.getByRole("textbox", { name: t("auth.password"), exact: true }).fill(password);
        await page.getByRole("textbox", { name: t("auth.passwordAgain") }).fill(password);
        await page.getByRole("button", { name: t("auth.register") }).click();
        await expect(page.getByRole("heading", { name: t("dashboard.title") })).toBeVisible();
        return name;
      },
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

/** Opens a menu and takes an entry; again when the page was not yet alive to the first click. */
export async function choose(menu: Locator, entry: Locator): Promise<void> {
  await expect(async () => {
    if (!(await entry.isVisible())) await menu.click();
    await entry.click({ timeout: 2_000 });
  }).toPass();
}

export { expect };
