import type { AuthOptions } from "next-auth";

/** What a GraphQL execution answers; the shape of the HTTP response without the HTTP. */
export interface ExecutionAnswer {
  data?: unknown;
  errors?: ReadonlyArray<{ message: string; extensions?: { code?: unknown } }>;
}

/** The part of the server's kernel that pages use. They get data through GraphQL alone, executed as the viewer. */
export interface PageKernel {
  readonly graphql: {
    execute(request: {
      document: string;
      variables: Record<string, unknown>;
      /** The page request's headers: who asks is decided from them, exactly as over HTTP. */
      headers: Headers;
    }): Promise<ExecutionAnswer>;
  };
  readonly authOptions: AuthOptions;
}

const KERNEL = Symbol.for("signalbox.kernel");

/**
 * The kernel of this process. Pages are bundled apart from the server, so it is handed over on `globalThis` and must not
 * be imported. Throws when there is none: during `next build`, or under a bare `next start`.
 */
export function getKernel(): PageKernel {
  const kernel = (globalThis as { [KERNEL]?: PageKernel })[KERNEL];
  if (!kernel)
    throw new Error("No kernel in this process: start Signalbox with `npm start` or `npm run dev`.");
  return kernel;
}
