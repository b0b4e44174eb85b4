import type { RunProgress, StepNow } from "../../../server/runs/run-progress";
import { builder } from "../../builder";
import { encodeId } from "../../ids";
import { subscribeToProgress } from "../../subscriptions/subscribe-to-progress";
import { watchedRun } from "./watched-run";

const TimeLeftType = builder.objectRef<NonNullable<RunProgress["timeLeft"]>>("TimeLeft").implement({
  description: "Milliseconds; the true end should lie between in about four of five cases.",
  fields: (t) => ({ low: t.exposeFloat("low"), high: t.exposeFloat("high") }),
});

const StepProgressType = builder.objectRef<StepNow>("RunStepProgress").implement({
  description: "How far one operation of a run has come.",
  fields: (t) => ({
    position: t.exposeInt("position"),
    step: t.exposeString("step"),
    operation: t.exposeString("operation"),
    kind: t.exposeString("kind", { description: "The operator." }),
    status: t.exposeString("status"),
    progress: t.exposeFloat("progress", { description: "0 to 1; 1 only when it has succeeded." }),
    rowsIn: t.expose("rowsIn", { type: "Long" }),
    rowsOut: t.expose("rowsOut", { type: "Long" }),
    rowsFiltered: t.expose("rowsFiltered", { type: "Long" }),
    rowsFailed: t.expose("rowsFailed", { type: "Long" }),
  }),
});

const RunProgressType = builder.objectRef<RunProgress>("RunProgress").implement({
  description: "How far a run has come.",
  fields: (t) => ({
    runId: t.id({ resolve: ({ runId }) => encodeId("Run", runId) }),
    status: t.exposeString("status"),
    live: t.exposeBoolean("live", {
      description: "Told by the run itself; otherwise as stored, a quarter of a second behind at most.",
    }),
    progress: t.exposeFloat("progress", {
      description:
        "0 to 1: its operations' progress, each of the same weight. 1 only when all have succeeded.",
    }),
    steps: t.field({ type: [StepProgressType], resolve: ({ steps }) => [...steps] }),
    timeLeft: t.expose("timeLeft", {
      type: TimeLeftType,
      nullable: true,
      description: "Null after the end, and while nothing tells: the version's earlier runs do.",
    }),
  }),
});

builder.subscriptionField("runProgress", (t) =>
  t.field({
    type: RunProgressType,
    description: "How far a run has come: as it is now, then the latest, ten times a second at most.",
    args: { runId: t.arg.id({ required: true }) },
    subscribe: async (_root, { runId }, context) => {
      const { id, scope } = await watchedRun(context, runId);
      return subscribeToProgress(context.services, { runId: id, scope });
    },
    resolve: (progress) => progress,
  }),
);
