import { type Clock, systemClock } from "../../server/core/clock";
import type { Database } from "../../server/core/database";
import { createLogger } from "../../server/core/logger";
import { systemRandom } from "../../server/core/random";
import { connectHub } from "../../server/events/connect-hub";
import { EventHub } from "../../server/events/hub";

/** A hub that is fed as in the server. */
export function liveHub(database: Database, url: string, clock: Clock = systemClock) {
  const hub = new EventHub();
  const logger = createLogger({ level: "silent" });
  const disconnect = connectHub({ database, hub, url, clock, random: systemRandom, logger });
  return { hub, disconnect };
}
