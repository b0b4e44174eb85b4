import { choose, expect, password, test } from "./console";

test("a role sees what it may do and nothing else, and the server agrees", async ({
  person,
  browser,
  locale,
  baseURL,
}) => {
  const { page, t } = person;
  await person.register(`chief-${locale}`);
  const home = new URL(page.url()).pathname;

  const link = await test.step("the namespace's admin invites somebody to look", async () => {
    await page.goto(`${home}/settings/members`);
    await page.getByRole("button", { name: t("settings.invite"), exact: true }).click();
    const secret = page.getByRole("alert").filter({ hasText: t("settings.inviteOnceTitle") });
    await expect(secret).toContainText("/register?code=");
    return (await secret.locator("code, pre").first().textContent())?.trim() ?? "";
  });

  const context = await browser.newContext({ locale: locale ?? "en", baseURL });
  const guest = await context.newPage();
  const name = `guest-${Date.now().toString(36)}`;
  await test.step("the guest registers with the link and finds no way to change anything", async () => {
    await guest.goto(link);
    await guest.getByLabel(t("auth.name")).fill(name);
    await guest.getByRole("textbox", { name: t("auth.password"), exact: true }).fill(password);
    await guest.getByRole("textbox", { name: t("auth.passwordAgain") }).fill(password);
    await guest.getByRole("button", { name: t("auth.register") }).click();
    await expect(guest.getByRole("heading", { name: t("dashboard.title") })).toBeVisible();
    await guest.goto(`${home}/data`);
    await expect(guest.getByText(t("data.emptyReadOnly"))).toBeVisible();
    await expect(guest.getByRole("button", { name: t("data.upload") })).toHaveCount(0);
    await guest.goto(`${home}/execute`);
    await expect(guest.getByText(t("execute.emptyReadOnly"))).toBeVisible();
    await expect(guest.getByRole("button", { name: t("execute.new") })).toHaveCount(0);
    await guest.goto(`${home}/settings`);
    await expect(guest.getByRole("tab", { name: t("settings.members") })).toBeVisible();
    for (const part of ["users", "audit"])
      await expect(guest.getByRole("tab", { name: t(`settings.${part}`) })).toHaveCount(0);
  });

  await test.step("the server refuses what the page does not offer", async () => {
    const answer = await guest.evaluate(async (namespace) => {
      const query = `mutation { createPipeline(namespace: ${JSON.stringify(namespace)}, name: "x", document: "a: 1") { errors { code } } }`;
      const headers = { "content-type": "application/json" };
      const response = await fetch("/graphql", { method: "POST", headers, body: JSON.stringify({ query }) });
      return (await response.json()) as { errors?: { extensions: { code: string } }[] };
    }, home.slice(1));
    expect(answer.errors?.[0]?.extensions.code).toBe("FORBIDDEN");
    await guest.goto(`${home}/settings/audit`);
    await expect(guest.getByText(t("notFound.title"))).toBeVisible();
  });

  await test.step("a new role shows at the next look; without one the namespace is gone", async () => {
    await page.goto(`${home}/settings/members`);
    await page.getByRole("combobox", { name: `${t("settings.role")}: ${name}` }).click();
    await page.getByRole("option", { name: t("roles.editor") }).click();
    await guest.goto(`${home}/data`);
    await expect(guest.getByRole("button", { name: t("data.upload") }).first()).toBeVisible();
    await page.getByRole("button", { name: `${t("settings.remove")}: ${name}` }).click();
    await page
      .getByRole("dialog")
      .getByRole("button", { name: t("settings.remove") })
      .click();
    await expect(page.getByRole("row").filter({ hasText: name })).toHaveCount(0);
    await guest.goto(`${home}/data`);
    await expect(guest.getByText(t("notFound.title"))).toBeVisible();
  });
  await context.close();
});

test("the language can be changed before signing in, and stays", async ({ person, locale }) => {
  const { page, t } = person;
  const other = locale?.startsWith("zh")
    ? { name: "English", title: "Sign in to Signalbox" }
    : { name: "简体中文", title: "登录 Signalbox" };
  await page.goto("/sign-in");
  await expect(page.getByRole("heading", { name: t("auth.signInTitle") })).toBeVisible();
  await choose(
    page.getByRole("button", { name: /Language/ }),
    page.getByRole("menuitemradio", { name: other.name }),
  );
  await expect(page.getByRole("heading", { name: other.title })).toBeVisible();
  await page.goto("/register");
  await expect(page.locator("html")).toHaveAttribute("lang", other.name === "English" ? "en" : "zh-CN");
});
