import { migrate } from "../server/database/migrate";

const url = process.env.DATABASE_URL ?? "file:./data/signalbox.db";
const applied = await migrate(url);
console.log(applied.length > 0 ? `Applied ${applied.join(", ")}.` : "The database is up to date.");
