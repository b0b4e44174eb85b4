import { builder } from "../builder";

builder.prismaObjectFields("Namespace", (t) => ({
  datasetCount: t.relationCount("datasets"),
  pipelineCount: t.relationCount("pipelines", {
    where: { archivedAt: null },
    description: "Archived ones are not counted.",
  }),
}));
