import type { Permission } from "../accounts/permissions";
import type { Context } from "../core/context";
import { AppError } from "../core/errors";
import type { RunDeps } from "./run-deps";
import { runFolder } from "./run-folder";

/** What reading a run's files needs to know of it. */
export interface ReadableRun {
  readonly id: string;
  readonly namespaceId: string;
  readonly status: string;
  readonly ended: boolean;
  readonly expired: boolean;
  readonly outputColumns: string | null;
  readonly outputRows: number | null;
  readonly rowsFailed: number;
  readonly pipelineVersionId: string | null;
  readonly folder: string;
}

/** The run, when the caller may do what is asked. @throws NOT_FOUND alike for a missing run and one elsewhere, FORBIDDEN */
export async function getRun(
  deps: RunDeps,
  context: Context,
  permission: Permission,
  runId: string,
): Promise<ReadableRun> {
  const run = await deps.database.client.run.findUnique({
    where: { id: runId },
    select: {
      id: true,
      namespaceId: true,
      status: true,
      endedAt: true,
      expiredAt: true,
      outputColumns: true,
      outputRows: true,
      rowsFailed: true,
      pipelineVersionId: true,
    },
  });
  await deps.access.requireOn(context, permission, {
    thing: "run",
    id: runId,
    namespaceId: run?.namespaceId,
  });
  const { endedAt, expiredAt, outputRows, rowsFailed, ...rest } = run!;
  return {
    ...rest,
    ended: endedAt !== null,
    expired: expiredAt !== null,
    outputRows: outputRows === null ? null : Number(outputRows),
    rowsFailed: Number(rowsFailed),
    folder: runFolder(deps.folder, run!),
  };
}

export const expiredError = () =>
  new AppError("NOT_FOUND", "The files of this run were removed after their time; run it again to see them.");
