import { connect } from "node:net";
import { beforeAll, describe, expect, test } from "vitest";
import type { Context } from "../../../../server/core/context";
import { newId } from "../../../../server/core/ids";
import { byteRange } from "../../../../server/datasets/http/byte-range";
import { contentDisposition } from "../../../../server/datasets/http/content-disposition";
import { sqlite } from "../../../support/database";
import { type DatasetHarness, datasetHarness, system } from "../dataset-harness";
import { filesServer } from "./files-server";

const database = sqlite();
const text = '编号,text,n\n1,"a ""b"", c\nd",1.5\n2,"",\n3, x ,2\n';
let h: DatasetHarness;
let url: string;
let id: string;
let context: Context = system;

beforeAll(async () => {
  h = await datasetHarness(await database.open());
  await h.worker();
  url = `${await filesServer(h, () => context)}/downloads/datasets`;
  id = await h.create(text, { name: "订单", fileName: "订单.csv" });
  await h.reached(id, "READY");
});

const get = (as: string, init: RequestInit = {}, of = id) => fetch(`${url}/${of}?as=${as}`, init);

describe("the raw file", () => {
  test("comes back byte for byte, to be saved and never rendered", async () => {
    const response = await get("raw");
    expect(await response.text()).toBe(text);
    expect(response.headers.get("content-type")).toBe("application/octet-stream");
    expect(response.headers.get("content-disposition")).toBe(
      `attachment; filename="__.csv"; filename*=UTF-8''%E8%AE%A2%E5%8D%95.csv`,
    );
    expect(response.headers.get("accept-ranges")).toBe("bytes");
  });

  test("in parts, and not at all when the client has it", async () => {
    const bytes = Buffer.from(text);
    const etag = (await get("raw", { method: "HEAD" })).headers.get("etag")!;
    const part = await get("raw", { headers: { range: "bytes=3-9" } });
    expect([part.status, part.headers.get("content-range")]).toEqual([206, `bytes 3-9/${bytes.length}`]);
    expect(Buffer.from(await part.arrayBuffer())).toEqual(bytes.subarray(3, 10));
    const outside = await get("raw", { headers: { range: "bytes=9999-" } });
    expect([outside.status, outside.headers.get("content-range")]).toEqual([416, `bytes */${bytes.length}`]);
    expect((await get("raw", { headers: { "if-none-match": etag } })).status).toBe(304);
    expect((await get("raw", { headers: { range: "bytes=0-1", "if-range": '"other"' } })).status).toBe(200);
    expect((await get("raw", { headers: { range: "bytes=0-1", "if-range": etag } })).status).toBe(206);
  });
});

describe("the table", () => {
  const rows = [
    { 编号: 1, text: 'a "b", c\nd', n: 1.5 },
    { 编号: 2, text: null, n: null },
    { 编号: 3, text: " x ", n: 2 },
  ];

  test("as JSON, NDJSON and CSV", async () => {
    expect(await (await get("json")).json()).toEqual(rows);
    const lines = (await (await get("ndjson")).text()).trimEnd().split("\n");
    expect(lines.map((line) => JSON.parse(line))).toEqual(rows);
    expect(await (await get("csv")).text()).toBe(
      '编号,text,n\r\n1,"a ""b"", c\nd",1.5\r\n2,,\r\n3," x ",2\r\n',
    );
    const marked = Buffer.from(await (await get("csv&bom=1")).arrayBuffer());
    expect(marked.subarray(0, 3)).toEqual(Buffer.from([0xef, 0xbb, 0xbf]));
    expect((await get("json", { method: "HEAD" })).headers.get("content-disposition")).toContain(
      "%E8%AE%A2%E5%8D%95.json",
    );
  });

  test("without rows", async () => {
    const empty = await h.create("a,b\n", { name: "empty" });
    await h.reached(empty, "READY");
    expect(await (await get("json", {}, empty)).json()).toEqual([]);
    expect(await (await get("csv", {}, empty)).text()).toBe("a,b\r\n");
  });

  test("no faster than it is taken, and no further once the client has gone", async () => {
    const big = await h.create(
      `n,text\n${Array.from({ length: 300_000 }, (_, index) => `${index},${"word ".repeat(20)}`).join("\n")}\n`,
    );
    await h.reached(big, "READY");
    const { port, pathname } = new URL(`${url}/${big}`);
    const socket = connect(Number(port), "127.0.0.1");
    let received = 0;
    socket.on("data", (chunk) => {
      received += chunk.length;
      socket.pause();
    });
    socket.write(`GET ${pathname}?as=ndjson HTTP/1.1\r\nhost: x\r\n\r\n`);
    await expect.poll(() => received).toBeGreaterThan(0);
    const before = process.memoryUsage();
    await new Promise((resolve) => setTimeout(resolve, 500));
    const after = process.memoryUsage();
    expect(after.heapUsed + after.external - before.heapUsed - before.external).toBeLessThan(16 * 2 ** 20);
    expect(socket.bytesRead).toBeLessThan(16 * 2 ** 20);
    socket.destroy();
    expect((await get("json")).status).toBe(200);
  });
});

describe("refusals", () => {
  test("of what is not there, not ready, not understood or not allowed", async () => {
    const pending = await h.create("not,ready\n", { name: "later", format: "json" });
    await h.reached(pending, "FAILED");
    const code = async (response: Response) => ((await response.json()) as { code: string }).code;
    expect(await code(await get("raw", {}, newId()))).toBe("NOT_FOUND");
    expect(await code(await get("raw", {}, "..%2F..%2Fsecret"))).toBe("NOT_FOUND");
    expect(await code(await get("json", {}, pending))).toBe("UNAVAILABLE");
    expect(await (await get("raw", {}, pending)).text()).toBe("not,ready\n");
    expect(await code(await get("exe"))).toBe("BAD_USER_INPUT");
    expect(await code(await get("constructor"))).toBe("BAD_USER_INPUT");
    expect(await code(await get("raw", { method: "POST" }))).toBe("BAD_USER_INPUT");
    context = { ...system, actor: { kind: "anonymous" } };
    expect(await code(await get("raw"))).toBe("UNAUTHENTICATED");
    context = system;
  });
});

test.each([
  ["bytes=0-0", { start: 0, end: 0 }],
  ["bytes=5-", { start: 5, end: 9 }],
  ["bytes=-3", { start: 7, end: 9 }],
  ["bytes=-30", { start: 0, end: 9 }],
  ["bytes=2-99", { start: 2, end: 9 }],
  ["bytes=10-", "unsatisfiable"],
  ["bytes=-0", "unsatisfiable"],
  ["bytes=3-1", null],
  ["bytes=0-1,4-5", null],
  ["bytes=a-b", null],
  ["lines=0-1", null],
  [undefined, null],
])("the range %s of ten bytes", (header, expected) => {
  expect(byteRange(header, 10)).toEqual(expected);
});

test.each(['a"b\r\nset-cookie: x.csv', "😀".repeat(200), "\\..\\evil", "'()*%.csv"])(
  "the name %j makes one harmless header",
  (name) => {
    const header = contentDisposition(name);
    expect(header).toMatch(/^attachment; filename="[ !#$&-.0-[\]-~]*"; filename\*=UTF-8''[\w.~%!#$&+^`|-]*$/);
  },
);
