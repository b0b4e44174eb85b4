import { toError } from "../core/errors";
import type { Logger } from "../core/logger";

/** Calls each releaser in turn; one that fails is logged and keeps none of those after it from letting go. */
export async function releaseAll(logger: Logger, releasers: readonly (() => unknown)[]): Promise<void> {
  for (const release of releasers) {
    try {
      await release();
    } catch (error) {
      logger.error({ err: toError(error) }, "Something could not be released while stopping.");
    }
  }
}
