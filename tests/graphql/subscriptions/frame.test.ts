import { once } from "node:events";
import { createServer } from "node:http";
import type { AddressInfo } from "node:net";
import fc from "fast-check";
import { afterAll, beforeAll, expect, test } from "vitest";
import { WebSocket, WebSocketServer } from "ws";
import {
  emptyFrame,
  encodeFrames,
  frame,
  frameHead,
  messageSize,
} from "../../../graphql/subscriptions/frame";

const server = createServer();
const sockets = new WebSocketServer({ server, perMessageDeflate: false });
let client: WebSocket;
let write: (bytes: Buffer) => void;

beforeAll(async () => {
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const connected = once(sockets, "connection");
  client = new WebSocket(`ws://127.0.0.1:${(server.address() as AddressInfo).port}`);
  const [, request] = await connected;
  write = (bytes) => request.socket.write(bytes);
  if (client.readyState !== WebSocket.OPEN) await once(client, "open");
});
afterAll(() => {
  client.terminate();
  sockets.close();
  server.close();
});

test("a WebSocket client reads exactly the messages that were encoded", async () => {
  const result = fc.record({
    data: fc.string({ unit: "grapheme", maxLength: 50 }),
    pad: fc.constantFrom(0, 20, 60, 126, 200, 65_400, 65_500, 70_000),
  });
  await fc.assert(
    fc.asyncProperty(
      fc.string({ unit: "grapheme" }),
      fc.array(result, { minLength: 1, maxLength: 4 }),
      async (id, results) => {
        const payloads = results.map(({ data, pad }) => ({ data, pad: "x".repeat(pad) }));
        const frames = payloads.map((payload, index) => frame(index, JSON.stringify(payload)));
        const received: unknown[] = [];
        const all = new Promise<void>((resolve) => {
          client.removeAllListeners("message");
          client.on("message", (text, binary) => {
            received.push({ binary, ...JSON.parse(String(text)) });
            if (received.length === payloads.length) resolve();
          });
        });
        write(encodeFrames(frameHead(id), [emptyFrame(0), ...frames, emptyFrame(9)]));
        await all;
        expect(received).toEqual(payloads.map((payload) => ({ binary: false, id, type: "next", payload })));
      },
    ),
    { numRuns: 50 },
  );
});

test("the size told is the size written", () => {
  const head = frameHead("1");
  for (const length of [0, 60, 80, 125, 126, 65_450, 65_535, 65_536, 100_000]) {
    const one = frame(1, "x".repeat(length));
    expect(encodeFrames(head, [one]).length).toBe(messageSize(head, one.rest));
  }
  expect(encodeFrames(head, [emptyFrame(1)]).length).toBe(0);
});
