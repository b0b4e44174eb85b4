import { createServer, type IncomingHttpHeaders, type IncomingMessage } from "node:http";
import type { AddressInfo } from "node:net";
import { expect, test } from "vitest";
import {
  clientAddressHeader,
  clientAddressOf,
  stampClientAddress,
} from "../../../server/accounts/client-address";

function stamped(
  headers: IncomingHttpHeaders,
  proxies: number,
  remoteAddress: string | undefined = "10.0.0.1",
) {
  const request = { headers: { ...headers }, socket: { remoteAddress } } as IncomingMessage;
  stampClientAddress(request, proxies);
  return clientAddressOf(request.headers);
}

test("as many forwarded entries are believed as there are proxies, counted from the near end", () => {
  const forwarded = { "x-forwarded-for": "6.6.6.6, 192.0.2.1, 10.0.0.9" };
  expect(stamped(forwarded, 0)).toBe("10.0.0.1");
  expect(stamped(forwarded, 1)).toBe("10.0.0.9");
  expect(stamped(forwarded, 2)).toBe("192.0.2.1");
  expect(stamped(forwarded, 9)).toBe("6.6.6.6");
  expect(stamped({}, 1)).toBe("10.0.0.1");
});

test("what is no address is not taken for one", () => {
  for (const claim of ["unknown", "<script>", "1.2.3.4:80", ",,", "999.1.1.1"])
    expect(stamped({ "x-forwarded-for": claim }, 1)).toBe("10.0.0.1");
  expect(stamped({ "x-forwarded-for": "2001:db8::7" }, 1)).toBe("2001:db8::7");
  expect(stamped({}, 0, "::ffff:192.0.2.3")).toBe("192.0.2.3");
});

test("a client cannot name its own address", async () => {
  expect(stamped({ [clientAddressHeader]: "6.6.6.6" }, 0)).toBe("10.0.0.1");
  const gone = { headers: { [clientAddressHeader]: "6.6.6.6" }, socket: {} } as unknown as IncomingMessage;
  stampClientAddress(gone, 0);
  expect(clientAddressOf(gone.headers)).toBeNull();
  const server = createServer((request, response) => {
    stampClientAddress(request, 0);
    response.end(clientAddressOf(request.headers));
  });
  await new Promise<void>((resolve) => server.listen(0, "127.0.0.1", resolve));
  const { port } = server.address() as AddressInfo;
  const answer = await fetch(`http://127.0.0.1:${port}`, {
    headers: { "X-Signalbox-Client-Address": "6.6.6.6" },
  });
  expect(await answer.text()).toBe("127.0.0.1");
  server.close();
});
