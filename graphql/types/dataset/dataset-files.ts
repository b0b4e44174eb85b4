import type { Reject } from "../../../server/datasets/formats/format";
import { type DatasetPage, readDatasetPage } from "../../../server/datasets/read-dataset-page";
import { readRejects } from "../../../server/datasets/read-rejects";
import { builder } from "../../builder";
import { ColumnType } from "../column";

const DatasetPageType = builder.objectRef<DatasetPage>("DatasetPage").implement({
  description: "A page of a dataset's rows, in the order of the file.",
  fields: (t) => ({
    columns: t.field({ type: [ColumnType], resolve: ({ columns }) => [...columns] }),
    rows: t.field({
      type: ["JSON"],
      description: "Objects by column name; long texts are cut, a download has them whole.",
      resolve: ({ rows }) => [...rows],
    }),
    rowCount: t.expose("rowCount", { type: "Long", description: "Of the whole table." }),
  }),
});

export const RejectType = builder.objectRef<Reject>("Reject").implement({
  description: "A row that an import refused.",
  fields: (t) => ({
    line: t.exposeInt("line", { description: "In the raw file, from 1." }),
    code: t.exposeString("code"),
    reason: t.exposeString("reason"),
    column: t.exposeString("column", { nullable: true }),
    excerpt: t.exposeString("excerpt", { nullable: true, description: "The beginning of what stood there." }),
  }),
});

builder.prismaObjectFields("Dataset", (t) => ({
  rows: t.field({
    type: DatasetPageType,
    nullable: true,
    description: "Null until the dataset is READY.",
    args: {
      offset: t.arg.int({ defaultValue: 0 }),
      limit: t.arg.int({ defaultValue: 50, description: "At most 1,000." }),
    },
    resolve: (dataset, { offset, limit }, { services, request }) =>
      dataset.status === "READY"
        ? readDatasetPage(services.datasets, request, {
            datasetId: dataset.id,
            offset: offset ?? 0,
            limit: limit ?? 50,
          })
        : null,
  }),
  rejects: t.field({
    type: [RejectType],
    description: "The first of the refused rows, with their reasons.",
    resolve: async (dataset, _args, { services, request }) => [
      ...(await readRejects(services.datasets, request, { datasetId: dataset.id })),
    ],
  }),
}));
