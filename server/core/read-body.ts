import type { IncomingMessage } from "node:http";
import { AppError } from "./errors";

/** A small request's whole body as text. Throws LIMIT_EXCEEDED as soon as it is longer than `maxBytes`. */
export async function readBody(request: IncomingMessage, maxBytes: number): Promise<string> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request as AsyncIterable<Buffer>) {
    size += chunk.length;
    if (size > maxBytes)
      throw new AppError("LIMIT_EXCEEDED", `A request may be ${maxBytes} bytes long; this one is longer.`);
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString("utf8");
}
