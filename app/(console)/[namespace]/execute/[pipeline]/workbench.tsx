"use client";

import { Alert, Button, Card, Grid, Group, Stack, Text, VisuallyHidden } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useEffect, useMemo, useRef, useState } from "react";
import { DocumentEditor, type EditorHandle } from "../../../../_components/editor/document-editor";
import { joinProblems } from "../../../../_components/editor/join-problems";
import { ProblemList } from "../../../../_components/editor/problem-list";
import { RunPanel } from "../../../../_components/run/run-panel";
import { request } from "../../../../_lib/client";
import type { NamespaceOfViewer } from "../../../../_lib/viewer";
import { insertDataset } from "../insert-dataset";
import { NewPipelineDialog } from "../new-pipeline-dialog";
import type { PipelineDetail, Vocabulary } from "../pipeline-query";
import { ArchiveDialog } from "./archive-dialog";
import { useDraft } from "./use-draft";
import { usePipelineActions } from "./use-pipeline-actions";
import { usePipelineCheck } from "./use-pipeline-check";
import { VersionQuery } from "./version-query";
import { WorkbenchAside } from "./workbench-aside";
import { WorkbenchBar } from "./workbench-bar";

interface WorkbenchProps {
  namespace: NamespaceOfViewer;
  pipeline: PipelineDetail;
  vocabulary: Vocabulary;
  initialRun: string | null;
  /** Where the cursor begins, from 1; 0 for nowhere in particular. */
  initialLine: number;
}

/** Where a pipeline is written, checked, run and watched. */
export function Workbench({ namespace, pipeline, vocabulary, initialRun, initialLine }: WorkbenchProps) {
  const t = useTranslations("execute");
  const words = useTranslations("editor");
  const router = useRouter();
  const editor = useRef<EditorHandle>(null);
  const draft = useDraft(pipeline.id, pipeline.current);
  const actions = usePipelineActions(pipeline.id);
  const check = usePipelineCheck(namespace.slug, draft.text);
  const [runId, setRunId] = useState(initialRun);
  const [creating, create] = useDisclosure(false);
  const [archiving, archive] = useDisclosure(false);
  const readOnly = !namespace.permissions.includes("pipeline:write") || pipeline.archivedAt !== null;
  const datasets = useMemo(() => vocabulary.datasets.edges.map(({ node }) => node.name), [vocabulary]);
  const completion = { grammar: vocabulary.pipelineGrammar, datasets };
  const problems = useMemo(
    () => joinProblems(check.problems, actions.refused),
    [check.problems, actions.refused],
  );

  const save = async (baseVersion: number | null = draft.baseVersion): Promise<number | null> => {
    const { text } = draft;
    const number = await actions.save(text, baseVersion);
    if (number === null) return null;
    draft.markSaved(number, text);
    router.refresh();
    return number;
  };
  const run = async () => {
    const version = draft.dirty && !readOnly ? await save() : draft.baseVersion;
    const id = version === null ? null : await actions.run(version);
    if (id) show(id);
  };
  const show = (id: string) => {
    setRunId(id);
    // The address names the run, so that a reload or a colleague sees it too.
    window.history.replaceState(null, "", `?run=${id}`);
  };
  const showVersion = async (id: string) => {
    const { node } = await request(VersionQuery, { id });
    if (node?.__typename === "PipelineVersion") editor.current?.replace(node.document);
  };
  const goTo = (line: number, column: number) => editor.current?.goTo(line, column);
  const ready = draft.initialText !== null;
  useEffect(() => {
    if (ready && initialLine > 0) editor.current?.goTo(initialLine, 1);
  }, [ready, initialLine]);

  return (
    <>
      <VisuallyHidden component="h1">{`${t("title")}: ${pipeline.name}`}</VisuallyHidden>
      <WorkbenchBar
        namespace={namespace}
        pipeline={pipeline}
        pipelines={vocabulary.pipelines}
        baseVersion={draft.baseVersion}
        dirty={draft.dirty}
        busy={actions.busy}
        onNew={create.open}
        onSave={() => save()}
        onRun={run}
        onArchive={archive.open}
      />
      {readOnly && (
        <Alert mb="sm">{t(namespace.permissions.includes("run:create") ? "readOnly" : "readOnlyView")}</Alert>
      )}
      {actions.failure && (
        <Alert color="red" role="alert" mb="sm">
          {actions.failure}
        </Alert>
      )}
      {actions.newer && (
        <Alert color="orange" role="alert" mb="sm" title={t("staleTitle", { number: actions.newer.number })}>
          <Text size="sm">{t("staleBody")}</Text>
          <Group mt="xs" gap="xs">
            <Button size="xs" onClick={() => save(null)}>
              {t("saveAnyway")}
            </Button>
            <Button
              size="xs"
              variant="default"
              onClick={() => {
                if (!actions.newer) return;
                editor.current?.replace(actions.newer.document);
                draft.markSaved(actions.newer.number, actions.newer.document);
                actions.settle();
              }}
            >
              {t("takeTheirs")}
            </Button>
          </Group>
        </Alert>
      )}
      <Grid>
        <Grid.Col span={{ base: 12, md: 8 }}>
          <Stack gap="xs">
            {draft.initialText !== null && (
              <DocumentEditor
                ref={editor}
                initialText={draft.initialText}
                onChange={draft.edit}
                problems={problems}
                vocabulary={completion}
                label={words("label")}
                readOnly={readOnly}
                onRun={run}
                onSave={() => draft.dirty && save()}
              />
            )}
            <Text size="xs" c="dimmed">
              {words("hint")}
            </Text>
            <ProblemList problems={problems} checking={check.checking} onGoTo={goTo} />
          </Stack>
        </Grid.Col>
        <Grid.Col span={{ base: 12, md: 4 }}>
          <WorkbenchAside
            namespace={namespace}
            pipeline={pipeline}
            vocabulary={vocabulary}
            readOnly={readOnly}
            onInsert={(dataset) => editor.current?.replace(insertDataset(draft.text, dataset))}
            onShowVersion={showVersion}
          />
        </Grid.Col>
      </Grid>
      <Card withBorder mt="lg" component="section" aria-label={t("lastRun")}>
        {runId ? (
          <RunPanel key={runId} runId={runId} namespace={namespace} onGoTo={goTo} onRerun={show} linked />
        ) : (
          <Text c="dimmed" size="sm">
            {t("noRun")}
          </Text>
        )}
      </Card>
      <NewPipelineDialog
        opened={creating}
        onClose={create.close}
        namespace={namespace.slug}
        datasets={datasets}
        dataset={null}
      />
      <ArchiveDialog
        opened={archiving}
        onClose={archive.close}
        namespace={namespace.slug}
        pipeline={pipeline}
      />
    </>
  );
}
