import { systemClock } from "../../../server/core/clock";
import { openDatabase } from "../../../server/db";
import { steppingKind } from "./stepping-kind";
import { testWorker } from "./worker-kit";

/** A process of its own, to be killed: prints each step that is stored. Its argument is the database's address. */
const database = await openDatabase(process.argv[2] as string);
const options = { concurrency: 4, crashLimit: 100, pollMs: 50 };
await testWorker(database, systemClock, [steppingKind(console.log)], options).start();
setInterval(() => {}, 1_000);
