import { createServer, type IncomingMessage, type Server, type ServerResponse } from "node:http";
import type { Duplex } from "node:stream";
import { stampClientAddress } from "./accounts/client-address";
import type { ConsolePages } from "./console-pages";
import { isAppError } from "./core/errors";
import { newId } from "./core/ids";
import type { Kernel } from "./kernel";

type Handler = (request: IncomingMessage, response: ServerResponse, requestId: string) => Promise<void>;

interface Route {
  /** Label of the metric; of fixed cardinality. */
  readonly name: string;
  readonly matches: (path: string) => boolean;
  readonly handle: Handler;
}

const jsonStatus = {
  UNAUTHENTICATED: 401,
  FORBIDDEN: 403,
  NOT_FOUND: 404,
  RATE_LIMITED: 429,
  LIMIT_EXCEEDED: 413,
  BAD_USER_INPUT: 400,
  ALREADY_EXISTS: 409,
  REFERENCED: 409,
  UNAVAILABLE: 503,
} as Partial<Record<string, number>>;

/** The one server: API, streams of files, probes; everything else belongs to the console's pages. */
export function createHttp(kernel: Kernel, pages: ConsolePages | null): Server {
  const routes = routesOf(kernel, pages);
  const server = createServer((request, response) => {
    const started = performance.now();
    const requestId = requestIdOf(request);
    stampClientAddress(request, kernel.env.trustedProxies);
    const path = pathOf(request);
    const route = isDecodable(path)
      ? (routes.find((candidate) => candidate.matches(path)) ?? notFoundRoute)
      : notAnAddressRoute;
    response.setHeader("x-request-id", requestId);
    response.setHeader("x-content-type-options", "nosniff");
    response.setHeader("referrer-policy", "same-origin");
    response.setHeader("x-frame-options", "DENY");
    response.once("close", () => {
      const seconds = (performance.now() - started) / 1000;
      kernel.metrics.httpSeconds.observe(
        { route: route.name, status: `${Math.floor(response.statusCode / 100)}xx` },
        seconds,
      );
    });
    route
      .handle(request, response, requestId)
      .catch((error: unknown) => answerError(kernel, response, error, requestId));
  });
  server.on("upgrade", (request, socket, head) => upgrade(kernel, pages, request, socket, head));
  // Uploads of gigabytes over slow lines take longer than Node's five minutes; idle ones are cut by their handler.
  server.requestTimeout = 0;
  server.headersTimeout = 30_000;
  return server;
}

function routesOf(kernel: Kernel, pages: ConsolePages | null): Route[] {
  const routes: Route[] = [
    {
      name: "graphql",
      matches: (path) => path === "/graphql",
      handle: (...args) => kernel.graphql.handle(...args),
    },
    {
      name: "upload",
      matches: (path) => path === "/uploads/datasets",
      handle: (...args) => kernel.files.upload(...args),
    },
    {
      name: "download",
      matches: (path) => path.startsWith("/downloads/"),
      handle: (...args) => kernel.files.download(...args),
    },
    {
      name: "healthz",
      matches: (path) => path === "/healthz",
      handle: async (_request, response) => answer(response, 200, { status: "ok" }),
    },
    {
      name: "readyz",
      matches: (path) => path === "/readyz",
      handle: async (_request, response) => ready(kernel, response),
    },
    {
      name: "metrics",
      matches: (path) => path === "/metrics",
      handle: async (_request, response) => metrics(kernel, response),
    },
  ];
  if (pages)
    routes.push({
      name: "page",
      matches: () => true,
      handle: (request, response) => pages.handle(request, response),
    });
  return routes;
}

const notFoundRoute: Route = {
  name: "none",
  matches: () => true,
  handle: async (_request, response) =>
    answer(response, 404, { code: "NOT_FOUND", message: "There is nothing at this address." }),
};

/** Broken percent-encoding: neither our routes nor Next can read it, and Next would answer 500. */
const notAnAddressRoute: Route = {
  name: "none",
  matches: () => true,
  handle: async (_request, response) =>
    answer(response, 400, { code: "BAD_USER_INPUT", message: "The address is not encoded correctly." }),
};

async function ready(kernel: Kernel, response: ServerResponse): Promise<void> {
  const problem = await kernel.notReady();
  answer(
    response,
    problem ? 503 : 200,
    problem ? { status: "unavailable", reason: problem } : { status: "ready" },
  );
}

async function metrics(kernel: Kernel, response: ServerResponse): Promise<void> {
  response.setHeader("content-type", kernel.metrics.registry.contentType);
  response.end(await kernel.metrics.registry.metrics());
}

function upgrade(
  kernel: Kernel,
  pages: ConsolePages | null,
  request: IncomingMessage,
  socket: Duplex,
  head: Buffer,
): void {
  // A peer that goes away during the handshake must not end the process.
  socket.on("error", () => socket.destroy());
  const path = pathOf(request);
  if (path === "/graphql") kernel.graphql.handleUpgrade(request, socket, head);
  else if (pages && path.startsWith("/_next/")) pages.handleUpgrade(request, socket, head);
  else socket.destroy();
}

function answerError(kernel: Kernel, response: ServerResponse, error: unknown, requestId: string): void {
  if ((error as NodeJS.ErrnoException | null)?.code === "ERR_STREAM_PREMATURE_CLOSE") {
    kernel.logger.debug({ requestId }, "A client went away before it had its answer.");
    response.destroy();
    return;
  }
  const known = isAppError(error) && error.code !== "INTERNAL";
  if (!known) kernel.logger.error({ err: error, requestId }, "A request failed unexpectedly.");
  if (response.headersSent) {
    response.destroy();
    return;
  }
  const status = known ? (jsonStatus[error.code] ?? 400) : 500;
  const message = known ? error.message : `Something went wrong on our side. Request id: ${requestId}`;
  if (known && typeof error.details.retryAfterMs === "number")
    response.setHeader("retry-after", Math.ceil(error.details.retryAfterMs / 1000));
  answer(response, status, {
    code: known ? error.code : "INTERNAL",
    message,
    requestId,
    ...(known && error.problems.length > 0 ? { problems: error.problems } : {}),
  });
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  response.writeHead(status, {
    "content-type": "application/json; charset=utf-8",
    "cache-control": "no-store",
  });
  response.end(JSON.stringify(body));
}

function isDecodable(path: string): boolean {
  try {
    decodeURIComponent(path);
    return true;
  } catch {
    return false;
  }
}

const pathOf = (request: IncomingMessage): string => (request.url ?? "/").split("?", 1)[0] ?? "/";

/** A caller's own request id is kept when it is harmless, so that logs of several systems join. */
function requestIdOf(request: IncomingMessage): string {
  const given = request.headers["x-request-id"];
  return typeof given === "string" && /^[\w.-]{8,100}$/.test(given) ? given : newId();
}
