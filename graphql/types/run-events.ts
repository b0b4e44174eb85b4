import { runEvents } from "../../server/runs/run-events";
import { builder } from "../builder";
import { rowId } from "../ids";
import { permissionScope } from "../subscriptions/permission-scope";
import { subscribeToStream } from "../subscriptions/subscribe-to-stream";
import { EventType } from "./event";

builder.subscriptionField("runEvents", (t) =>
  t.field({
    type: EventType,
    description: "A run's events from number `after` + 1 on: first what is there, then what comes.",
    args: { runId: t.arg.id({ required: true }), after: t.arg.int({ defaultValue: 0 }) },
    subscribe: async (_root, { runId, after }, { request, services }) => {
      const id = rowId("Run", runId);
      const run = await services.database.client.run.findUnique({
        where: { id },
        select: { id: true, namespaceId: true },
      });
      const namespaceId = run?.namespaceId ?? null;
      const role = await services.access.requireOn(request, "run:read", {
        thing: "run",
        id: runId,
        namespaceId,
      });
      const scope = permissionScope(request.actor, namespaceId ? { namespaceId, role } : undefined);
      return subscribeToStream(services, {
        streamId: runEvents.stream({ id, namespaceId }).id,
        after,
        scope,
      });
    },
    resolve: (event) => event,
  }),
);
