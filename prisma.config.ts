import { defineConfig } from "prisma/config";

// `prisma generate` would download a schema engine it never uses here; any existing file keeps it from trying.
process.env.PRISMA_SCHEMA_ENGINE_BINARY ??= process.execPath;

/** For the ordinary Prisma CLI; `SIGNALBOX_PROVIDER=postgresql` selects the other provider's folder. */
const provider = process.env.SIGNALBOX_PROVIDER === "postgresql" ? "postgresql" : "sqlite";

export default defineConfig({
  schema: `prisma/${provider}`,
  migrations: { path: `prisma/${provider}/migrations` },
  ...(process.env.DATABASE_URL ? { datasource: { url: process.env.DATABASE_URL } } : {}),
});
