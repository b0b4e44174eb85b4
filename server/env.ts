import { randomBytes } from "node:crypto";
import { existsSync, mkdirSync, readFileSync, writeFileSync } from "node:fs";
import { join, resolve } from "node:path";
import { z } from "zod";
import { badInput } from "./core/errors";

const flag = z.enum(["true", "false", "1", "0"]).transform((value) => value === "true" || value === "1");

const settings = z.object({
  NODE_ENV: z.enum(["development", "production", "test"]).default("development"),
  /** Where the server listens. */
  HOST: z.string().min(1).default("127.0.0.1"),
  PORT: z.coerce.number().int().min(0).max(65_535).default(3000),
  /** The address people type, when a proxy stands in front; decides cookies, links and allowed origins. */
  PUBLIC_URL: z.url().optional(),
  /** "file:…" (SQLite, one process) or "postgresql://…" (any number). Default: inside DATA_DIR. */
  DATABASE_URL: z.string().optional(),
  /** Large objects: uploads, tables, results, logs. */
  DATA_DIR: z.string().min(1).default("./data"),
  /** Signs sessions. Made and kept in DATA_DIR when not given. */
  AUTH_SECRET: z.string().min(32).optional(),
  REGISTRATION: z.enum(["open", "invite", "closed"]).default("invite"),
  /** Number of proxies in front whose X-Forwarded-For is believed. */
  TRUSTED_PROXIES: z.coerce.number().int().min(0).max(10).default(0),
  /** GraphiQL at /graphiql; off by default in production. */
  GRAPHIQL: flag.optional(),
  LOG_LEVEL: z.enum(["trace", "debug", "info", "warn", "error", "silent"]).default("info"),
  /** Jobs this process runs at once; 0 makes it serve only. */
  WORKER_CONCURRENCY: z.coerce.number().int().min(0).max(256).default(8),
  /** How long a stopping server waits for running jobs. */
  DRAIN_SECONDS: z.coerce.number().min(0).max(600).default(20),
  MAX_UPLOAD_BYTES: z.coerce
    .number()
    .int()
    .positive()
    .default(2 * 1024 ** 3),
  /** Days that runs' logs and results are kept. */
  RUN_RETENTION_DAYS: z.coerce.number().int().positive().default(30),
  /** Whether the console's pages are served too; without them it is an API alone (tests, workers). */
  CONSOLE: flag.default(true),
});

export interface Env {
  readonly mode: "development" | "production" | "test";
  readonly host: string;
  readonly port: number;
  readonly publicUrl: string | null;
  readonly databaseUrl: string;
  readonly dataDir: string;
  readonly authSecret: string;
  readonly registration: "open" | "invite" | "closed";
  readonly trustedProxies: number;
  readonly graphiql: boolean;
  readonly logLevel: string;
  readonly workerConcurrency: number;
  readonly drainMs: number;
  readonly maxUploadBytes: number;
  readonly runRetentionDays: number;
  readonly console: boolean;
}

/** Reads every setting once, and reports every wrong one at once. */
export function readEnv(source: Readonly<Record<string, string | undefined>> = process.env): Env {
  // An empty variable is an unset one: compose files and shells write both.
  const given = Object.fromEntries(Object.entries(source).filter(([, value]) => value !== ""));
  const parsed = settings.safeParse(given);
  if (!parsed.success) {
    const problems = parsed.error.issues.map((issue) => ({
      code: "INVALID_SETTING",
      message: `${issue.path.join(".")}: ${issue.message}`,
      path: issue.path.map(String),
    }));
    throw badInput(`Settings: ${problems.map((problem) => problem.message).join("; ")}`, problems);
  }
  const values = parsed.data;
  const dataDir = resolve(values.DATA_DIR);
  return {
    mode: values.NODE_ENV,
    host: values.HOST,
    port: values.PORT,
    publicUrl: values.PUBLIC_URL?.replace(/\/$/, "") ?? null,
    databaseUrl: values.DATABASE_URL ?? `file:${join(dataDir, "signalbox.db")}`,
    dataDir,
    authSecret: values.AUTH_SECRET ?? keptSecret(dataDir),
    registration: values.REGISTRATION,
    trustedProxies: values.TRUSTED_PROXIES,
    graphiql: values.GRAPHIQL ?? values.NODE_ENV !== "production",
    logLevel: values.LOG_LEVEL,
    workerConcurrency: values.WORKER_CONCURRENCY,
    drainMs: values.DRAIN_SECONDS * 1000,
    maxUploadBytes: values.MAX_UPLOAD_BYTES,
    runRetentionDays: values.RUN_RETENTION_DAYS,
    console: values.CONSOLE,
  };
}

/** A secret of this installation's own, so that a first start needs no setting and restarts keep sessions. */
function keptSecret(dataDir: string): string {
  const file = join(dataDir, "auth-secret");
  if (!existsSync(file)) {
    mkdirSync(dataDir, { recursive: true, mode: 0o700 });
    writeFileSync(file, `${randomBytes(32).toString("base64url")}\n`, { mode: 0o600, flag: "wx" });
  }
  return readFileSync(file, "utf8").trim();
}
