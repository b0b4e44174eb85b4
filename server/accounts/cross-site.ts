import { AppError } from "../core/errors";
import { type RequestHeaders, readHeader } from "./request-headers";

/** Methods that must change nothing, so that another site's link to them does no harm. */
export const isSafeMethod = (method: string | undefined): boolean =>
  ["GET", "HEAD", "OPTIONS"].includes((method ?? "GET").toUpperCase());

/**
 * Refuses what another site's page makes the viewer's browser send with their cookies. For unsafe methods and for every
 * WebSocket handshake; requests with a bearer token need it not. Decides by what browsers tell and pages cannot forge:
 * Sec-Fetch-Site, else Origin. A client that sends neither is no browser and has no cookies by accident.
 * Source: Filippo Valsorda, "Cross-Site Request Forgery" (2025), as in Go's http.CrossOriginProtection.
 * @param publicUrl the address people type when a proxy rewrites Host; null when there is none
 * @throws FORBIDDEN
 */
export function requireSameSite(headers: RequestHeaders, publicUrl: string | null): void {
  const origin = readHeader(headers, "origin");
  if (publicUrl && origin === new URL(publicUrl).origin) return;
  const site = readHeader(headers, "sec-fetch-site");
  if (site === "same-origin" || site === "none") return;
  if (site === null && (origin === null || hostOf(origin) === readHeader(headers, "host"))) return;
  throw new AppError("FORBIDDEN", "This request comes from another site and was refused.");
}

function hostOf(origin: string): string | null {
  try {
    return new URL(origin).host;
  } catch {
    return null;
  }
}
