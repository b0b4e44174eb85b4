import { type ConsolePages, openConsolePages } from "./console-pages";
import { isAppError } from "./core/errors";
import { readEnv } from "./env";
import { createHttp } from "./http";
import { openKernel } from "./kernel";

/** Where the console's pages find the kernel: they are bundled apart and must not import the server. */
const kernelHandle = Symbol.for("signalbox.kernel");

try {
  await main();
} catch (error) {
  // What a person can mend (a wrong setting, a database in use) is told in one sentence, anything else in full.
  console.error(isAppError(error) ? `Signalbox cannot start. ${error.message}` : error);
  process.exit(1);
}

async function main(): Promise<void> {
  const env = readEnv();
  const kernel = await openKernel(env);
  (globalThis as Record<symbol, unknown>)[kernelHandle] = kernel;
  const pages: ConsolePages | null = env.console ? await openConsolePages(env) : null;
  const server = createHttp(kernel, pages);
  await new Promise<void>((resolve, reject) => {
    server.once("error", reject);
    server.listen(env.port, env.host, resolve);
  });
  await kernel.start();
  const address = server.address();
  const port = typeof address === "object" && address ? address.port : env.port;
  kernel.logger.info({ url: env.publicUrl ?? `http://${env.host}:${port}` }, "Signalbox is ready.");

  let stopping = false;
  const stop = async (signal: string) => {
    // A second signal means now: running jobs go on after the restart, as after a crash.
    if (stopping) process.exit(1);
    stopping = true;
    kernel.logger.info({ signal }, "Signalbox is stopping.");
    server.close();
    server.closeIdleConnections();
    await kernel.stop();
    await pages?.close();
    process.exit(0);
  };
  process.on("SIGTERM", stop);
  process.on("SIGINT", stop);
}
