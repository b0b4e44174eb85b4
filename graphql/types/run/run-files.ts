import { type FailedRow, readRunFailures } from "../../../server/runs/read-run-failures";
import { type LogPage, readRunLog } from "../../../server/runs/read-run-log";
import { type OutputPage, readRunOutput } from "../../../server/runs/read-run-output";
import { builder } from "../../builder";
import { rowId } from "../../ids";
import { permissionScope } from "../../subscriptions/permission-scope";
import { subscribeToLog } from "../../subscriptions/subscribe-to-log";
import { ColumnType } from "../column";

export const LogPageType = builder.objectRef<LogPage>("LogPage").implement({
  description: "Whole lines of a log.",
  fields: (t) => ({
    text: t.exposeString("text"),
    offset: t.exposeInt("offset", { description: "Byte offset of the text." }),
    nextOffset: t.exposeInt("nextOffset", { description: "Where to read on." }),
    size: t.exposeInt("size", { description: "The log's present size in bytes." }),
    ended: t.exposeBoolean("ended", { description: "The run has ended: at `size` nothing more comes." }),
  }),
});

const ResultPageType = builder.objectRef<OutputPage>("ResultPage").implement({
  description: "A page of a run's result.",
  fields: (t) => ({
    columns: t.field({ type: [ColumnType], resolve: ({ columns }) => [...columns] }),
    rows: t.field({
      type: ["JSON"],
      description: "Objects by column name.",
      resolve: ({ rows }) => [...rows],
    }),
    offset: t.exposeInt("offset"),
    rowCount: t.expose("rowCount", { type: "Long" }),
  }),
});

const FailedRowType = builder.objectRef<FailedRow>("FailedRow").implement({
  description: "A row that an operation could not process.",
  fields: (t) => ({
    position: t.exposeInt("position", { description: "The operation's position in the run, from 0." }),
    step: t.exposeString("step"),
    operation: t.exposeString("operation"),
    index: t.exposeInt("index", { description: "Counts the operation's input rows from 0." }),
    reason: t.exposeString("reason"),
    row: t.field({ type: "JSON", resolve: ({ row }) => row }),
  }),
});

const page = builder.args((t) => ({
  offset: t.int({ defaultValue: 0 }),
  limit: t.int({ defaultValue: 100, description: "At most 1,000." }),
}));

builder.prismaObjectFields("Run", (t) => ({
  log: t.field({
    type: LogPageType,
    args: {
      offset: t.arg.int({ defaultValue: 0, description: "In bytes; a negative one counts from the end." }),
    },
    resolve: (run, { offset }, { services, request }) =>
      readRunLog(services.pipelines, request, { runId: run.id, offset: offset ?? 0 }),
  }),
  result: t.field({
    type: ResultPageType,
    nullable: true,
    args: page,
    resolve: (run, { offset, limit }, { services, request }) =>
      readRunOutput(services.pipelines, request, { runId: run.id, offset: offset ?? 0, limit: limit ?? 100 }),
  }),
  failures: t.field({
    type: [FailedRowType],
    args: { ...page, position: t.arg.int({ description: "Of this operation only." }) },
    resolve: async (run, { offset, limit, position }, { services, request }) => [
      ...(await readRunFailures(services.pipelines, request, {
        runId: run.id,
        offset: offset ?? 0,
        limit: limit ?? 100,
        position,
      })),
    ],
  }),
}));

builder.subscriptionField("runLog", (t) =>
  t.field({
    type: LogPageType,
    description: "A run's log from a byte offset on: first what is there, then what is written.",
    args: { runId: t.arg.id({ required: true }), offset: t.arg.int({ defaultValue: 0 }) },
    subscribe: async (_root, { runId, offset }, { request, services }) => {
      const id = rowId("Run", runId);
      // Asks for the permission; the page itself is read again by the subscription.
      await readRunLog(services.pipelines, request, { runId: id, offset: 0, limit: 1 });
      return subscribeToLog(services, { runId: id, offset, scope: permissionScope(request.actor) });
    },
    resolve: (page) => page,
  }),
);
