import { request as httpRequest } from "node:http";
import { connect } from "node:net";
import { describe, expect, test } from "vitest";
import { sqlite } from "../../../support/database";
import { type DatasetHarness, datasetHarness } from "../dataset-harness";
import { filesServer } from "./files-server";

const database = sqlite();

async function start(limits = {}): Promise<{ h: DatasetHarness; url: string }> {
  const h = await datasetHarness(await database.open(), limits);
  return { h, url: `${await filesServer(h)}/uploads/datasets?namespace=n-${h.namespaceId}` };
}

const form = (parts: Record<string, string | string[] | Blob>, fileName = "data.csv") => {
  const body = new FormData();
  for (const [name, value] of Object.entries(parts)) {
    if (value instanceof Blob) body.append(name, value, fileName);
    else for (const each of [value].flat()) body.append(name, each);
  }
  return body;
};

const file = (text: string) => new Blob([text]);

describe("uploads over HTTP", () => {
  test("as a form, with fields before and after the file", async () => {
    const { h, url } = await start();
    const body = form(
      {
        name: "订单",
        tags: ["a", "b"],
        file: file("a;b\n1;2\n"),
        source: "me",
        options: '{"delimiter":";"}',
      },
      "订单 2026.csv",
    );
    const response = await fetch(url, { method: "POST", body });
    expect(response.status).toBe(201);
    const { id } = (await response.json()) as { id: string };
    expect(id).toMatch(/^dataset_[0-9a-f-]{36}$/);
    const row = await h.row(id.slice("dataset_".length));
    expect(row).toMatchObject({
      name: "订单",
      fileName: "订单 2026.csv",
      source: "me",
      tags: [{ tag: "a" }, { tag: "b" }],
    });
    expect(JSON.parse(row!.options)).toMatchObject({ delimiter: ";" });
    expect(h.onDisk().uploads).toEqual([]);
  });

  test("as a bare body", async () => {
    const { h, url } = await start();
    const response = await fetch(`${url}&fileName=x.jsonl&tags=q`, { method: "POST", body: '{"a":1}\n' });
    const { id } = (await response.json()) as { id: string };
    expect(await h.row(id.slice("dataset_".length))).toMatchObject({
      name: "x",
      format: "ndjson",
      rawBytes: 8n,
    });
  });

  test("sent again with the same key, it is one dataset", async () => {
    const { h, url } = await start();
    const send = async (text: string) =>
      (await fetch(`${url}&idempotencyKey=k`, { method: "POST", body: text })).json();
    const first = await send("a\n1\n");
    expect(await send("a\n1\n")).toEqual(first);
    expect(await send("a\n2\n")).toMatchObject({ code: "IDEMPOTENCY_MISMATCH" });
    expect(h.onDisk()).toMatchObject({ datasets: [expect.any(String)], uploads: [] });
  });

  test("held for a preview", async () => {
    const { h, url } = await start();
    const response = await fetch(url, { method: "POST", body: form({ hold: "1", file: file("a\n1\n") }) });
    const answer = (await response.json()) as { uploadId: string };
    expect(answer).toMatchObject({ fileName: "data.csv", bytes: 4 });
    expect(h.onDisk()).toEqual({ datasets: [], uploads: [answer.uploadId] });
  });

  test.each([
    ["no file", form({ name: "x" }), "BAD_USER_INPUT"],
    ["an empty file", form({ file: file("") }), "BAD_USER_INPUT"],
    ["options that are no JSON", form({ file: file("a\n1\n"), options: "{" }), "BAD_USER_INPUT"],
    ["an unknown format", form({ file: file("a\n1\n"), format: "exe" }), "BAD_USER_INPUT"],
    ["a name that is too long", form({ file: file("a\n1\n"), name: "x".repeat(101) }), "BAD_USER_INPUT"],
    ["two files", form({ file: file("a\n1\n"), more: file("b\n2\n") }), "BAD_USER_INPUT"],
    ["too large", form({ file: file("x".repeat(5_000)) }), "LIMIT_EXCEEDED"],
  ])("%s is refused and makes no dataset", async (_, body, code) => {
    const { h, url } = await start({ maxBytes: 2_000 });
    const response = await fetch(url, { method: "POST", body });
    expect(response.status).toBe(400);
    expect(await response.json()).toMatchObject({ code });
    expect(h.onDisk()).toEqual({ datasets: [], uploads: [] });
    expect(await h.deps.database.client.dataset.count()).toBe(0);
  });

  test("a namespace that does not exist", async () => {
    const { url } = await start();
    const response = await fetch(url.replace(/namespace=.*/, "namespace=none"), {
      method: "POST",
      body: "a",
    });
    expect(await response.json()).toMatchObject({ code: "NOT_FOUND" });
  });

  test("what says beforehand that it is too large is not read", async () => {
    const { h, url } = await start({ maxBytes: 2_000 });
    const status = await new Promise((resolve, reject) => {
      const request = httpRequest(
        url,
        { method: "POST", headers: { "content-length": 10 ** 10 } },
        (response) => resolve(response.statusCode),
      );
      request.on("error", reject);
      request.write("a");
    });
    expect(status).toBe(400);
    expect(h.onDisk().uploads).toEqual([]);
  });

  test.each(["multipart/form-data", "multipart/form-data; boundary="])(
    "a form that does not say where its parts end (%s) is refused",
    async (type) => {
      const { url } = await start();
      const response = await fetch(url, { method: "POST", headers: { "content-type": type }, body: "--x" });
      expect(response.status).toBe(400);
      expect(await response.json()).toMatchObject({ code: "BAD_USER_INPUT" });
    },
  );

  test.each(["multipart/form-data; boundary=b", "text/csv"])(
    "a client that vanishes half-way (%s) leaves nothing",
    async (type) => {
      const { h, url } = await start();
      const { port, pathname, search } = new URL(url);
      const socket = connect(Number(port), "127.0.0.1");
      const head = `POST ${pathname}${search} HTTP/1.1\r\nhost: x\r\ncontent-type: ${type}\r\ncontent-length: 100000\r\n\r\n`;
      socket.write(
        `${head}--b\r\ncontent-disposition: form-data; name="file"; filename="x.csv"\r\n\r\na,b\n1,2\n`,
      );
      await expect.poll(() => h.onDisk().uploads.length).toBe(1);
      socket.destroy();
      await expect.poll(() => h.onDisk().uploads.length).toBe(0);
      expect(await h.deps.database.client.dataset.count()).toBe(0);
    },
  );

  test("a form that is no form", async () => {
    const { h, url } = await start();
    const headers = { "content-type": "multipart/form-data; boundary=b" };
    const response = await fetch(url, { method: "POST", headers, body: "--b\r\nnonsense" });
    expect(await response.json()).toMatchObject({ code: "BAD_USER_INPUT" });
    expect(h.onDisk().uploads).toEqual([]);
  });
});
