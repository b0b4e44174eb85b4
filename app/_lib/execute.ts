import type { TadaDocumentNode } from "gql.tada";
import { print } from "graphql";
import { headers } from "next/headers";
import { notFound, redirect } from "next/navigation";
import { getKernel } from "./kernel";
import { PageError } from "./page-error";
import { safePath } from "./safe-path";

/**
 * Runs a query in process as the viewer of the page that is being rendered. Without a session the viewer goes to
 * /sign-in; what does not exist (or is not theirs to see) becomes the not-found page. Other errors throw a PageError.
 */
export async function execute<Result, Variables extends Record<string, unknown>>(
  document: TadaDocumentNode<Result, Variables>,
  ...[variables]: Variables extends Record<string, never> ? [] : [Variables]
): Promise<Result> {
  const asked = await headers();
  const answer = await getKernel().graphql.execute({
    document: print(document),
    variables: variables ?? {},
    headers: new Headers(asked),
  });
  const error = answer.errors?.[0];
  // What an execution answers has no prototypes, which React does not pass on to the browser; JSON is what HTTP makes of it.
  if (!error) return JSON.parse(JSON.stringify(answer.data)) as Result;
  const code = String(error.extensions?.code ?? "INTERNAL");
  if (code === "UNAUTHENTICATED") redirect(signInAddress(asked));
  if (code === "NOT_FOUND") notFound();
  throw new PageError(code, error.message);
}

/** The sign-in page, which leads back; to somebody who was signed in it says why they are there. */
function signInAddress(asked: { get(name: string): string | null }): string {
  const query = new URLSearchParams();
  const address = safePath(asked.get("x-address"));
  if (address !== "/") query.set("next", address);
  if (/signalbox-session=/.test(asked.get("cookie") ?? "")) query.set("reason", "expired");
  return query.size > 0 ? `/sign-in?${query}` : "/sign-in";
}
