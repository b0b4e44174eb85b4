import type { Page } from "@playwright/test";
import { choose, expect, password, test } from "./console";
import {
  brokenDocument,
  cityRows,
  csvOf,
  failingDocument,
  slowDocument,
  workingDocument,
} from "./journey-data";

test("a newcomer's first hour, from registration to the explorer", async ({ person, locale }, testInfo) => {
  const { page, t } = person;
  const look = (name: string) => page.screenshot({ path: testInfo.outputPath(`${name}.png`) });
  let name = "";

  await test.step("register, and land on the dashboard in one's own language", async () => {
    await page.goto("/");
    await expect(page.getByRole("heading", { name: t("auth.signInTitle") })).toBeVisible();
    await expect(page.getByText(t("auth.expired"))).toHaveCount(0);
    await look("01-sign-in");
    await page.getByRole("link", { name: t("auth.toRegister") }).click();
    await expect(page.getByRole("heading", { name: t("auth.registerTitle") })).toBeVisible();
    await look("02-register");
    name = await person.register(`ada-${locale}`);
    await expect(page.getByText(t("dashboard.welcome"))).toBeVisible();
    await look("03-dashboard-empty");
  });

  await test.step("sign out, and in again where one was going", async () => {
    const account = page.getByRole("button", { name: new RegExp(t("menu.account")) });
    await choose(account, page.getByRole("menuitem", { name: t("menu.signOut") }));
    await expect(page.getByText(t("auth.signedOut"))).toBeVisible();
    await page.goto(`/${name}/runs?time=day`);
    await page.getByLabel(t("auth.name")).fill(name);
    await page.getByRole("textbox", { name: t("auth.password"), exact: true }).fill("wrong, entirely");
    await page.getByRole("button", { name: t("auth.signIn") }).click();
    await expect(page.getByRole("alert").filter({ hasText: t("auth.wrongPassword") })).toBeVisible();
    await page.getByRole("textbox", { name: t("auth.password"), exact: true }).fill(password);
    await page.getByRole("button", { name: t("auth.signIn") }).click();
    await expect(page.getByRole("heading", { name: t("runs.title") })).toBeVisible();
    expect(new URL(page.url()).search).toBe("?time=day");
  });

  await test.step("upload a CSV and a JSON file, watch the import, page through the table", async () => {
    await person.open("data");
    await expect(page.getByText(t("data.emptyTitle"))).toBeVisible();
    await upload(page, t, "cities.csv", csvOf(cityRows(120)));
    await expect(page.getByText(t("status.READY"))).toBeVisible();
    const table = page.getByRole("region", { name: "cities" });
    await expect(table.getByRole("row")).toHaveCount(51);
    await expect(table.getByRole("cell", { name: "成都 3", exact: true })).toBeVisible();
    await page.getByRole("button", { name: t("table.next") }).click();
    await expect(page).toHaveURL(/offset=50/);
    await expect(table.getByRole("cell", { name: "成都 54" })).toBeVisible();
    await look("04-dataset");
    await person.open("data");
    await upload(page, t, "visits.json", JSON.stringify(cityRows(40)));
    await expect(page.getByText(t("status.READY"))).toBeVisible();
    await person.open("data");
    await expect(page.getByRole("link", { name: "cities" })).toBeVisible();
    await expect(page.getByRole("link", { name: "visits" })).toBeVisible();
    await look("05-data-center");
  });

  await test.step("write a pipeline with completion and problems in place", async () => {
    await person.open("execute");
    await page.getByRole("button", { name: t("execute.new") }).click();
    await page.getByRole("dialog").getByLabel(t("execute.name")).fill("Busy cities");
    await page.getByRole("button", { name: t("execute.create") }).click();
    await expect(page.getByRole("textbox", { name: t("editor.label") })).toBeVisible();
    await expect(page.getByText(t("editor.valid"))).toBeVisible();

    await person.write(brokenDocument);
    const problem = page.getByRole("button").filter({ hasText: "7:11" });
    await expect(problem).toContainText("sqll");
    await look("06-problems");
    await problem.click();
    // The cursor is where the problem is: completion there offers the operators.
    await page.keyboard.press("End");
    await page.keyboard.press("Backspace");
    await page.keyboard.press("Backspace");
    await page.keyboard.press("Control+Space");
    const option = page.getByRole("option", { name: /^sql/ });
    await expect(option).toBeVisible();
    await look("07-completion");
    await page.keyboard.press("Escape");
  });

  await test.step("run it; steps, log and result arrive without a reload", async () => {
    await person.write(workingDocument);
    await expect(page.getByText(t("editor.valid"))).toBeVisible();
    await page.evaluate(() => Object.assign(window, { sameDocument: true }));
    await page.getByRole("button", { name: t("execute.run"), exact: true }).click();
    const panel = page.getByRole("region", { name: t("execute.lastRun"), exact: true });
    await expect(panel.getByText(t("status.SUCCEEDED")).first()).toBeVisible();
    await expect(panel.getByRole("table", { name: t("run.steps") }).getByRole("row")).toHaveCount(3);
    const result = panel.getByRole("region", { name: t("run.result") });
    await expect(result.getByRole("row")).toHaveCount(4);
    await expect(result.getByRole("cell", { name: "成都" })).toBeVisible();
    await look("08-result");
    await panel.getByRole("tab", { name: t("run.log") }).click();
    await expect(panel.getByRole("log")).toContainText("count_rows");
    await look("09-log");
    expect(await page.evaluate(() => "sameDocument" in window)).toBe(true);
  });

  await test.step("save the result as a dataset whose lineage leads back", async () => {
    await page.getByRole("button", { name: t("run.saveAsDataset") }).click();
    const dialog = page.getByRole("dialog");
    await dialog.getByLabel(t("data.name")).fill("busy cities");
    await dialog.getByRole("button", { name: t("app.save") }).click();
    await page.getByRole("link", { name: t("run.openDataset") }).click();
    await expect(page.getByRole("heading", { name: "busy cities" })).toBeVisible();
    await expect(page.getByText(t("status.READY"))).toBeVisible();
    const origin = t("dataset.madeByRun", { pipeline: "Busy cities", version: 2 });
    await expect(page.getByRole("link", { name: origin })).toBeVisible();
    await expect(page.getByRole("link", { name: "cities", exact: true })).toBeVisible();
    await look("10-lineage");
  });

  await test.step("see an error with its place, and go there", async () => {
    await person.open("execute");
    await person.write(failingDocument);
    await expect(page.getByText(t("editor.valid"))).toBeVisible();
    await page.getByRole("button", { name: t("execute.run"), exact: true }).click();
    const alert = page.getByRole("alert").filter({ hasText: t("run.errorTitle") });
    await expect(alert).toBeVisible();
    await look("11-error");
    await alert.getByRole("button").click();
    await expect(page.getByRole("textbox", { name: t("editor.label") })).toBeFocused();
  });

  await test.step("cancel a run half-way", async () => {
    await person.write(slowDocument);
    await expect(page.getByText(t("editor.valid"))).toBeVisible();
    await page.getByRole("button", { name: t("execute.run"), exact: true }).click();
    const panel = page.getByRole("region", { name: t("execute.lastRun"), exact: true });
    await expect(panel.getByText(t("status.RUNNING")).first()).toBeVisible();
    await expect(panel.getByRole("progressbar").first()).toBeAttached();
    await look("12-running");
    await panel.getByRole("button", { name: t("run.cancel") }).click();
    await expect(panel.getByText(t("status.CANCELLED")).first()).toBeVisible();
    await look("13-cancelled");
  });

  await test.step("find the runs in the list and open one", async () => {
    await person.open("runs");
    await expect(page.getByText(t("status.CANCELLED")).first()).toBeVisible();
    await expect(page.getByText(t("status.SUCCEEDED")).first()).toBeVisible();
    await look("14-runs");
    await page
      .getByRole("row")
      .filter({ hasText: t("status.SUCCEEDED") })
      .getByRole("link")
      .first()
      .click();
    await expect(
      page.getByRole("heading", { name: t("run.title", { pipeline: "Busy cities" }) }),
    ).toBeVisible();
    await look("15-run");
  });

  await test.step("query the run in GraphiQL, and subscribe to its events from number 1", async () => {
    const run = page.url().split("/").at(-1);
    await page.goto(`/graphiql?run=${run}`);
    const send = page.getByRole("button", { name: /execute query/i });
    await expect(send).toBeVisible();
    const answer = page.getByRole("region", { name: /result/i });
    // The explorer shows its buttons before its editors are there.
    await expect(async () => {
      await send.click();
      await expect(answer).toContainText('"SUCCEEDED"', { timeout: 3_000 });
    }).toPass();
    await page.getByRole("tab", { name: "RunEvents" }).click();
    // The explorer looks which operation the cursor is in a moment after the tab has changed, and tells nobody.
    await page.waitForTimeout(2_000);
    await send.click();
    await expect(answer).toContainText('"RunSucceeded"');
    await look("16-explorer");
  });
});

async function upload(
  page: Page,
  t: (key: string) => string,
  fileName: string,
  content: string,
): Promise<void> {
  await page
    .getByRole("button", { name: t("data.upload"), exact: true })
    .first()
    .click();
  const dialog = page.getByRole("dialog");
  await dialog.locator("input[type=file]").setInputFiles({
    name: fileName,
    mimeType: "application/octet-stream",
    buffer: Buffer.from(content),
  });
  await expect(dialog.getByLabel(t("data.name"))).toHaveValue(fileName.replace(/\.\w+$/, ""));
  await dialog.getByRole("button", { name: t("data.start") }).click();
  await page.waitForURL(/\/data\/dataset_/);
}
