import type { IncomingMessage } from "node:http";
import { authenticateRequest, type RequestAuth, usesCookies } from "../accounts/authenticate-request";
import { isSafeMethod, requireSameSite } from "../accounts/cross-site";
import type { Context } from "../core/context";

/** Who asks over HTTP; what another site's page made a browser send is refused. */
export async function identify(
  auth: RequestAuth,
  request: IncomingMessage,
  requestId: string,
): Promise<Context> {
  const context = await authenticateRequest(auth, request.headers, requestId);
  if (usesCookies(context) && !isSafeMethod(request.method)) requireSameSite(request.headers, auth.publicUrl);
  return context;
}
