import type { IncomingHttpHeaders } from "node:http";

/** A request's headers as Node gives them, as fetch gives them, or as next-auth passes them on. */
export type RequestHeaders = IncomingHttpHeaders | Headers | Readonly<Record<string, string | undefined>>;

/** One header's value, null when it is missing; the first one where there are several. */
export function readHeader(headers: RequestHeaders, name: string): string | null {
  if (headers instanceof Headers) return headers.get(name);
  const value = (headers as IncomingHttpHeaders)[name];
  return (Array.isArray(value) ? value[0] : value) ?? null;
}

/** The values of all cookies called `name`, in the order sent. */
export function readCookies(headers: RequestHeaders, name: string): string[] {
  const pairs = (readHeader(headers, "cookie") ?? "").split(";").map((pair) => pair.trim());
  return pairs.filter((pair) => pair.startsWith(`${name}=`)).map((pair) => pair.slice(name.length + 1));
}
