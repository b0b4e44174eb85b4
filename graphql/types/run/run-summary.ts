import { type RunSummary, summarizeRuns } from "../../../server/runs/summarize-runs";
import { builder } from "../../builder";
import { namespaceBySlug } from "../../namespace-by-slug";

const RunBucketType = builder.objectRef<RunSummary["buckets"][number]>("RunBucket").implement({
  description: "A part of the time that a summary spans.",
  fields: (t) => ({
    from: t.expose("from", { type: "DateTime" }),
    succeeded: t.exposeInt("succeeded"),
    failed: t.exposeInt("failed"),
    cancelled: t.exposeInt("cancelled"),
  }),
});

const RunSummaryType = builder.objectRef<RunSummary>("RunSummary").implement({
  description: "A namespace's runs in figures.",
  fields: (t) => ({
    total: t.exposeInt("total", { description: "Made in the span, whatever became of them." }),
    succeeded: t.exposeInt("succeeded"),
    failed: t.exposeInt("failed"),
    cancelled: t.exposeInt("cancelled"),
    active: t.exposeInt("active", { description: "Waiting or running at this moment." }),
    buckets: t.field({
      type: [RunBucketType],
      description: "Equal parts of the span, oldest first.",
      resolve: ({ buckets }) => [...buckets],
    }),
  }),
});

builder.queryField("runSummary", (t) =>
  t.field({
    type: RunSummaryType,
    description: "Counts a namespace's runs of the time from `since` until now.",
    args: {
      namespace: t.arg.string({ required: true }),
      since: t.arg({ type: "DateTime", required: true }),
      buckets: t.arg.int({ defaultValue: 24, description: "1 to 100." }),
    },
    resolve: async (_root, { namespace, since, buckets }, context) => {
      const namespaceId = await namespaceBySlug(context, namespace, "run:read");
      return summarizeRuns(context.services.pipelines, context.request, {
        namespaceId,
        since,
        buckets: buckets ?? 24,
      });
    },
  }),
);
