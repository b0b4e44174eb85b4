import type { ZodType } from "zod";
import type { Problem } from "../../core/errors";
import type { Logger } from "../../core/logger";
import type { Random } from "../../core/random";
import type { Kind } from "../../core/registry";
import type { QueryTables } from "../../datasets/engine/query-tables";
import type { Sandbox } from "../../sandbox/sandbox";
import type { Row, Table, TableWriter } from "../tables/table";

/** What an operator may use to judge its configuration before anything runs. */
export interface OperatorTools {
  /** Runs JavaScript where it can do no harm. */
  readonly sandbox: Sandbox;
}

/** What an operator may use while it runs. Nothing else reaches it: no database, no network, no file system. */
export interface OperatorContext extends OperatorTools {
  readonly signal: AbortSignal;
  readonly logger: Logger;
  readonly random: Random;
  /** Rows finished so far of this operation's input; called at least once a batch. */
  progress(done: number): void;
  /** A row the operator dropped on purpose. */
  filtered(count: number): void;
  /** The operation's name in its document, for columns such as `_counts_prereduce_<name>`. */
  readonly operationName: string;
  /** A row that could not be processed, with its reason. `index` counts the operation's input rows from 0. */
  failed(index: number, row: Row, reason: string): void;
  /** Runs SQL over tables without access to anything else. */
  readonly sql: QueryTables;
  /** What `tablesOf` named: datasets of the document, and earlier steps with all their rows. */
  readonly tables: Readonly<Record<string, Table>>;
}

/** What an operation costs; null where nobody can tell. Only model operators report it. */
export interface OperatorCost {
  readonly costMicros: bigint | null;
  readonly tokensIn: number;
  readonly tokensOut: number;
}

/**
 * One operator kind. For row counts the contract is `in = out + filtered + failed` for operators that map rows to
 * rows (`rows: "one-to-one"`); others (unnest, reduce, sql) change the count and say so.
 */
export interface Operator<Config = unknown> extends Kind {
  /** One sentence for the editor's completion. */
  readonly summary: string;
  readonly rows: "one-to-one" | "reshaping";
  /** The operation's own keys, beside `name` and `type`. Unknown keys are reported as problems. */
  readonly config: ZodType<Config>;
  /** Datasets and earlier steps that the operation reads besides its input, as listed under its key `tables`. */
  tablesOf?(config: Config): readonly string[];
  /**
   * Checks beyond the shape, at parse time: code that does not compile, SQL that does not parse. Paths are relative to
   * the operation; a line and column count inside the text at that path, both from 1.
   */
  check?(config: Config, tools: OperatorTools): readonly Problem[] | Promise<readonly Problem[]>;
  run(
    config: Config,
    input: Table,
    output: TableWriter,
    context: OperatorContext,
  ): Promise<OperatorCost | undefined>;
}
