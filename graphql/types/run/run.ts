import { visibleNamespaces } from "../../../server/accounts/visible-namespaces";
import { runEvents } from "../../../server/runs/run-events";
import type { RunError } from "../../../server/runs/run-machine";
import { builder } from "../../builder";
import { rowId } from "../../ids";
import { namespaceBySlug } from "../../namespace-by-slug";
import { AuthorType, authorOf } from "../author";
import { ColumnType } from "../column";
import { EventType, eventPageArgs, pageOfEvents } from "../event";

const RunErrorType = builder.objectRef<RunError>("RunError").implement({
  description: "Why a run or a step failed, with its place in the pipeline's document.",
  fields: (t) => ({
    code: t.exposeString("code"),
    message: t.exposeString("message"),
    step: t.exposeString("step", { nullable: true }),
    operation: t.exposeString("operation", { nullable: true }),
    line: t.exposeInt("line", { nullable: true, description: "From 1." }),
    column: t.exposeInt("column", { nullable: true, description: "From 1." }),
  }),
});

builder.prismaObject("RunStep", {
  description: "One operation of a step. For row-by-row operators in = out + filtered + failed.",
  fields: (t) => ({
    position: t.exposeInt("position", { description: "Order of execution, from 0." }),
    step: t.exposeString("step"),
    operation: t.exposeString("operation"),
    kind: t.exposeString("kind", { description: "The operator." }),
    status: t.exposeString("status"),
    rowsIn: t.expose("rowsIn", { type: "Long" }),
    rowsOut: t.expose("rowsOut", { type: "Long" }),
    rowsFiltered: t.expose("rowsFiltered", { type: "Long" }),
    rowsFailed: t.expose("rowsFailed", { type: "Long" }),
    costMicros: t.expose("costMicros", {
      type: "Long",
      nullable: true,
      description: "Micro-dollars; null when nobody knows.",
    }),
    startedAt: t.expose("startedAt", { type: "DateTime", nullable: true }),
    endedAt: t.expose("endedAt", { type: "DateTime", nullable: true }),
    durationMillis: t.exposeInt("durationMillis", { nullable: true }),
    error: t.field({
      type: RunErrorType,
      nullable: true,
      resolve: (step) => parsed<RunError>(step.error),
    }),
  }),
});

builder.prismaObject("RunInput", {
  description: "A dataset that a run reads, under the name its document gives it.",
  fields: (t) => ({
    name: t.exposeString("name"),
    dataset: t.relation("dataset"),
    contentHash: t.exposeString("contentHash", {
      nullable: true,
      description: "SHA-256 of the table that was read.",
    }),
  }),
});

export const RunRef = builder.prismaNode("Run", {
  nullable: true,
  description: "One execution of a pipeline.",
  id: { field: "id" },
  findUnique: (id, { request }) => ({ id, namespace: visibleNamespaces(request.actor, "run:read") }),
  fields: (t) => ({
    kind: t.exposeString("kind"),
    trigger: t.exposeString("trigger", { description: '"manual", "rerun", "schedule" or "api".' }),
    status: t.exposeString("status", {
      description: "QUEUED, RUNNING, CANCELLING, SUCCEEDED, FAILED or CANCELLED.",
    }),
    namespace: t.relation("namespace"),
    pipeline: t.relation("pipeline", { nullable: true }),
    pipelineVersion: t.relation("pipelineVersion", { nullable: true }),
    steps: t.relation("steps", { query: { orderBy: { position: "asc" } } }),
    inputs: t.relation("inputs", { query: { orderBy: { name: "asc" } } }),
    generated: t.relation("generated", {
      description: "Datasets saved from this run's result.",
      query: { orderBy: { id: "asc" } },
    }),
    createdBy: t.field({ type: AuthorType, nullable: true, resolve: authorOf }),
    createdAt: t.expose("createdAt", { type: "DateTime" }),
    startedAt: t.expose("startedAt", { type: "DateTime", nullable: true }),
    endedAt: t.expose("endedAt", { type: "DateTime", nullable: true }),
    durationMillis: t.exposeInt("durationMillis", { nullable: true }),
    stepCount: t.exposeInt("stepCount"),
    completedSteps: t.exposeInt("completedSteps"),
    rowsIn: t.expose("rowsIn", { type: "Long" }),
    rowsOut: t.expose("rowsOut", { type: "Long" }),
    rowsFiltered: t.expose("rowsFiltered", { type: "Long" }),
    rowsFailed: t.expose("rowsFailed", { type: "Long" }),
    costMicros: t.expose("costMicros", {
      type: "Long",
      nullable: true,
      description: "Micro-dollars; null when nobody knows.",
    }),
    tokensIn: t.expose("tokensIn", { type: "Long" }),
    tokensOut: t.expose("tokensOut", { type: "Long" }),
    outputColumns: t.field({
      type: [ColumnType],
      nullable: true,
      resolve: (run) => parsed<{ name: string; type: string }[]>(run.outputColumns),
    }),
    outputRows: t.expose("outputRows", { type: "Long", nullable: true }),
    expiredAt: t.expose("expiredAt", {
      type: "DateTime",
      nullable: true,
      description: "When log and result were removed from disk.",
    }),
    error: t.field({ type: RunErrorType, nullable: true, resolve: (run) => parsed<RunError>(run.error) }),
    events: t.field({
      type: [EventType],
      args: eventPageArgs,
      resolve: (run, args, { services }) =>
        pageOfEvents(services.database.client, runEvents.stream(run).id, args),
    }),
  }),
});

builder.prismaObjectField("Run", "rerunOf", (t) =>
  t.prismaField({
    type: RunRef,
    nullable: true,
    description: "The run that this one repeats.",
    resolve: (query, { rerunOfId }, _args, { services }) =>
      rerunOfId ? services.database.client.run.findUnique({ ...query, where: { id: rerunOfId } }) : null,
  }),
);

const RunFilter = builder.inputType("RunFilter", {
  fields: (t) => ({
    status: t.stringList({ description: "Any of these." }),
    pipelineId: t.id(),
    createdById: t.id(),
    from: t.field({ type: "DateTime", description: "Created at or after." }),
    to: t.field({ type: "DateTime", description: "Created before." }),
  }),
});

builder.queryFields((t) => ({
  run: t.prismaField({
    type: RunRef,
    nullable: true,
    args: { id: t.arg.id({ required: true }) },
    resolve: (query, _root, { id }, { services, request }) =>
      services.database.client.run.findUnique({
        ...query,
        where: { id: rowId("Run", id), namespace: visibleNamespaces(request.actor, "run:read") },
      }),
  }),
  runs: t.prismaConnection({
    type: RunRef,
    cursor: "id",
    description: "A namespace's runs, newest first.",
    args: { namespace: t.arg.string({ required: true }), filter: t.arg({ type: RunFilter }) },
    resolve: async (query, _root, { namespace, filter }, context) => {
      const namespaceId = await namespaceBySlug(context, namespace, "run:read");
      return context.services.database.client.run.findMany({
        ...query,
        where: {
          namespaceId,
          status: filter?.status ? { in: filter.status } : undefined,
          pipelineId: filter?.pipelineId ? rowId("Pipeline", filter.pipelineId) : undefined,
          createdById: filter?.createdById ? rowId("User", filter.createdById) : undefined,
          createdAt: { gte: filter?.from ?? undefined, lt: filter?.to ?? undefined },
        },
        orderBy: { id: "desc" },
      });
    },
  }),
}));

const parsed = <Value>(text: string | null): Value | null =>
  text === null ? null : (JSON.parse(text) as Value);
