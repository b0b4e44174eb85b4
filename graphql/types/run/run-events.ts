import { runEvents } from "../../../server/runs/run-events";
import { builder } from "../../builder";
import { subscribeToStream } from "../../subscriptions/subscribe-to-stream";
import { EventType } from "../event";
import { watchedRun } from "./watched-run";

builder.subscriptionField("runEvents", (t) =>
  t.field({
    type: EventType,
    description: "A run's events from number `after` + 1 on: first what is there, then what comes.",
    args: { runId: t.arg.id({ required: true }), after: t.arg.int({ defaultValue: 0 }) },
    subscribe: async (_root, { runId, after }, context) => {
      const { scope, ...run } = await watchedRun(context, runId);
      return subscribeToStream(context.services, { streamId: runEvents.stream(run).id, after, scope });
    },
    resolve: (event) => event,
  }),
);
