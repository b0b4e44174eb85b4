import { AppError, badInput } from "../core/errors";
import { parsePipeline } from "./parse-pipeline";
import type { PipelineDeps } from "./pipeline-deps";
import type { Plan } from "./plan";

/**
 * The plan of a saved version, from memory when it was parsed before.
 * @throws BAD_USER_INPUT with every problem when the document cannot run
 */
export async function loadPlan(deps: PipelineDeps, version: { id: string; digest: string }): Promise<Plan> {
  const { plan, problems } = await deps.plans.get(version.digest, async () => {
    const row = await deps.database.client.pipelineVersion.findUnique({
      where: { id: version.id },
      select: { document: true },
    });
    if (!row) throw new AppError("NOT_FOUND", `No pipeline version "${version.id}" here.`);
    return parsePipeline(row.document, deps.operators, deps);
  });
  if (plan) return plan;
  const count = problems.length === 1 ? "a problem" : `${problems.length} problems`;
  throw badInput(`The document has ${count}; mend it before you run it.`, problems);
}
