import type { WebSocketRoute } from "@playwright/test";
import { expect, test } from "./console";
import { steadyDocument } from "./journey-data";

test("a run is followed across dropped connections, with nothing lost and nothing twice", async ({
  person,
  locale,
}) => {
  const { page, t, failures } = person;
  const open: WebSocketRoute[] = [];
  let reachable = true;
  await page.routeWebSocket(/\/graphql$/, (socket) => {
    if (!reachable) {
      socket.close({ code: 1001 });
      return;
    }
    socket.connectToServer();
    open.push(socket);
  });
  const drop = () => Promise.all(open.splice(0).map((socket) => socket.close({ code: 1001 })));

  await person.register(`grace-${locale}`);
  await person.open("execute");
  await page.getByRole("button", { name: t("execute.new") }).click();
  await page.getByRole("dialog").getByLabel(t("execute.name")).fill("Steady");
  await page.getByRole("button", { name: t("execute.create") }).click();
  await person.write(steadyDocument);
  await expect(page.getByText(t("editor.valid"))).toBeVisible();
  await page.getByRole("button", { name: t("execute.run"), exact: true }).click();
  const panel = page.getByRole("region", { name: t("execute.lastRun"), exact: true });
  await expect(panel.getByText(t("status.RUNNING")).first()).toBeVisible();

  reachable = false;
  await drop();
  await expect(page.getByText(t("app.reconnecting"))).toBeVisible();
  reachable = true;
  await expect(page.getByText(t("app.reconnecting"))).toBeHidden();
  await drop();

  await expect(panel.getByText(t("status.SUCCEEDED")).first()).toBeVisible({ timeout: 60_000 });
  await panel.getByRole("tab", { name: t("run.log") }).click();
  await expect(panel.getByRole("log").getByRole("time")).toHaveCount(3);
  const log = (await panel.getByRole("log").textContent()) ?? "";
  expect(log.match(/Started: 1 operation/g)).toHaveLength(1);
  expect(log.match(/60 rows in, 60 out/g)).toHaveLength(1);
  failures.splice(0, failures.length, ...failures.filter((text) => !text.includes("WebSocket")));
});
