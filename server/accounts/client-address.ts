import type { IncomingMessage } from "node:http";
import { isIP } from "node:net";
import { type RequestHeaders, readHeader } from "./request-headers";

/**
 * Where the server notes from whom a request came. Pages and next-auth see headers only, never the socket. What a
 * client sends under this name is overwritten.
 */
export const clientAddressHeader = "x-signalbox-client-address";

/** Call it first on every request and upgrade. Trusts as many X-Forwarded-For entries as there are proxies in front. */
export function stampClientAddress(request: IncomingMessage, trustedProxies: number): void {
  const forwarded = String(request.headers["x-forwarded-for"] ?? "").split(",");
  const hops = [...forwarded.map((hop) => hop.trim()).filter(Boolean), request.socket.remoteAddress ?? ""];
  const claimed = hops[Math.max(0, hops.length - 1 - trustedProxies)] ?? "";
  const address = plain(isIP(plain(claimed)) ? claimed : (request.socket.remoteAddress ?? ""));
  if (address) request.headers[clientAddressHeader] = address;
  else delete request.headers[clientAddressHeader];
}

/** The address noted on a request; null for one that did not pass `stampClientAddress`. */
export const clientAddressOf = (headers: RequestHeaders): string | null =>
  readHeader(headers, clientAddressHeader);

/** IPv4 without the IPv6 wrapping of dual-stack sockets. */
const plain = (address: string): string => address.replace(/^::ffff:(?=\d+\.)/i, "");
