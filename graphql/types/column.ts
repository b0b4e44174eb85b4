import { builder } from "../builder";

/** A column of a dataset or of a run's result. */
export const ColumnType = builder
  .objectRef<{ readonly name: string; readonly type: string }>("Column")
  .implement({
    description: "A column of a table.",
    fields: (t) => ({ name: t.exposeString("name"), type: t.exposeString("type") }),
  });
