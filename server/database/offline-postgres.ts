import type { SqlDriverAdapter, SqlMigrationAwareDriverAdapterFactory } from "@prisma/driver-adapter-utils";

/**
 * A PostgreSQL that is not there. Comparing two data models needs no database, yet the engine asks one for its
 * version before it begins; this answers just that, so that migrations can be written without a server.
 */
export const offlinePostgres: SqlMigrationAwareDriverAdapterFactory = {
  provider: "postgres",
  adapterName: "@prisma/adapter-pg",
  connect: async () => adapter,
  connectToShadowDb: async () => adapter,
};

const text = 7;

const adapter: SqlDriverAdapter = {
  provider: "postgres",
  adapterName: "@prisma/adapter-pg",
  queryRaw: async () => ({ columnNames: ["version"], columnTypes: [text], rows: [["PostgreSQL 18.0"]] }),
  executeRaw: async () => 0,
  executeScript: async () => {},
  startTransaction: () => Promise.reject(new Error("There is no database behind this adapter.")),
  getConnectionInfo: () => ({ schemaName: "public", supportsRelationJoins: true }),
  dispose: async () => {},
};
