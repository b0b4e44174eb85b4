import { datasetEvents } from "../../../server/datasets/dataset-events";
import { findDataset } from "../../../server/datasets/find-dataset";
import { builder } from "../../builder";
import { rowId } from "../../ids";
import { permissionScope } from "../../subscriptions/permission-scope";
import { subscribeToStream } from "../../subscriptions/subscribe-to-stream";
import { EventType, eventPageArgs, pageOfEvents } from "../event";

builder.prismaObjectField("Dataset", "events", (t) =>
  t.field({
    type: [EventType],
    args: eventPageArgs,
    resolve: (dataset, args, { services }) =>
      pageOfEvents(services.database.client, datasetEvents.stream(dataset).id, args),
  }),
);

builder.subscriptionField("datasetEvents", (t) =>
  t.field({
    type: EventType,
    description: "A dataset's events from number `after` + 1 on: first what is there, then what comes.",
    args: { datasetId: t.arg.id({ required: true }), after: t.arg.int({ defaultValue: 0 }) },
    subscribe: async (_root, { datasetId, after }, { request, services }) => {
      const dataset = await findDataset(services, request, "dataset:read", rowId("Dataset", datasetId));
      return subscribeToStream(services, {
        streamId: datasetEvents.stream(dataset).id,
        after,
        scope: permissionScope(request.actor),
      });
    },
    resolve: (event) => event,
  }),
);
