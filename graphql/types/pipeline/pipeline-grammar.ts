import { checkPipeline, type PipelineCheck } from "../../../server/pipelines/check-pipeline";
import {
  describeGrammar,
  type GrammarKey,
  type OperatorGrammar,
  type PipelineGrammar,
} from "../../../server/pipelines/describe-grammar";
import { builder } from "../../builder";
import { toUserError, UserErrorType } from "../../mutation-result";
import { namespaceBySlug } from "../../namespace-by-slug";

const GrammarKeyType = builder.objectRef<GrammarKey>("GrammarKey").implement({
  description: "A key that can be written in a mapping of the document.",
  fields: (t) => ({
    name: t.exposeString("name"),
    required: t.exposeBoolean("required"),
    type: t.exposeString("type", { description: "What it takes, for people." }),
    description: t.exposeString("description", { nullable: true }),
    values: t.stringList({
      description: "The only values, where there are only some.",
      resolve: ({ values }) => [...values],
    }),
  }),
});

const OperatorType = builder.objectRef<OperatorGrammar>("Operator").implement({
  description: "What an operation's `type` may be.",
  fields: (t) => ({
    kind: t.exposeString("kind"),
    summary: t.exposeString("summary"),
    rows: t.exposeString("rows", { description: '"one-to-one" or "reshaping".' }),
    keys: t.field({ type: [GrammarKeyType], resolve: ({ keys }) => [...keys] }),
  }),
});

const keyLists = ["document", "pipeline", "dataset", "operation", "step", "output"] as const;

const PipelineGrammarType = builder.objectRef<PipelineGrammar>("PipelineGrammar").implement({
  description: "What an editor offers while somebody writes a pipeline.",
  fields: (t) => ({
    ...Object.fromEntries(
      keyLists.map((name) => [
        name,
        t.field({ type: [GrammarKeyType], resolve: (grammar) => [...grammar[name]] }),
      ]),
    ),
    operators: t.field({ type: [OperatorType], resolve: ({ operators }) => [...operators] }),
  }),
});

const PlannedStepType = builder.objectRef<PipelineCheck["steps"][number]>("PlannedStep").implement({
  fields: (t) => ({
    step: t.exposeString("step"),
    operation: t.exposeString("operation"),
    kind: t.exposeString("kind"),
    line: t.exposeInt("line", { description: "Where the operation is written, from 1." }),
  }),
});

const NamedDatasetType = builder.objectRef<PipelineCheck["datasets"][number]>("NamedDataset").implement({
  description: "A dataset that the document reads.",
  fields: (t) => ({
    name: t.exposeString("name", { description: "In the document." }),
    dataset: t.exposeString("dataset", { description: "In the data center." }),
  }),
});

const PipelineCheckType = builder.objectRef<PipelineCheck>("PipelineCheck").implement({
  description: "What is wrong with a document, all at once, each with its place.",
  fields: (t) => ({
    problems: t.field({
      type: [UserErrorType],
      description: "What keeps it from running.",
      resolve: ({ problems }) => problems.map(toUserError),
    }),
    warnings: t.field({
      type: [UserErrorType],
      description: "What is probably not meant.",
      resolve: ({ warnings }) => warnings.map(toUserError),
    }),
    datasets: t.field({ type: [NamedDatasetType], resolve: ({ datasets }) => [...datasets] }),
    steps: t.field({ type: [PlannedStepType], resolve: ({ steps }) => [...steps] }),
  }),
});

builder.queryFields((t) => ({
  pipelineGrammar: t.field({
    type: PipelineGrammarType,
    authScopes: { signedIn: true },
    resolve: (_root, _args, { services }) => describeGrammar(services.pipelines.operators),
  }),
  validatePipeline: t.field({
    type: PipelineCheckType,
    description: "Checks a document against the grammar and the namespace's data center. Nothing is stored.",
    args: { namespace: t.arg.string({ required: true }), document: t.arg.string({ required: true }) },
    resolve: async (_root, { namespace, document }, context) => {
      const namespaceId = await namespaceBySlug(context, namespace, "pipeline:read");
      return checkPipeline(context.services.pipelines, context.request, { namespaceId, document });
    },
  }),
}));
