"use client";

import { Alert, Anchor, Button, Group, Modal, Stack, TagsInput, Text, TextInput } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { useRef, useState } from "react";
import { graphql } from "../../_lib/graphql";
import { newIdempotencyKey } from "../../_lib/idempotency-key";
import { useMutation } from "../../_lib/use-mutation";
import type { NamespaceOfViewer } from "../../_lib/viewer";
import type { RunDetail } from "./run-fragment";

const SaveRunAsDataset = graphql(`
  mutation SaveRunAsDataset($runId: ID!, $name: String!, $tags: [String!], $idempotencyKey: String!) {
    saveRunAsDataset(runId: $runId, name: $name, tags: $tags, idempotencyKey: $idempotencyKey) {
      dataset { id name }
      errors { code message path }
    }
  }
`);

interface SaveDatasetDialogProps {
  opened: boolean;
  onClose: () => void;
  run: RunDetail;
  namespace: NamespaceOfViewer;
  onSaved: () => void;
}

/** Registers a run's result in the data center; one click when the suggested name is right. */
export function SaveDatasetDialog({ opened, onClose, run, namespace, onSaved }: SaveDatasetDialogProps) {
  const t = useTranslations("run");
  const data = useTranslations("data");
  const app = useTranslations("app");
  const [name, setName] = useState(() => suggestedName(run));
  const [tags, setTags] = useState<string[]>([]);
  // One intent, one key: pressed again after a lost answer, it does not make a second dataset.
  const key = useRef(newIdempotencyKey());
  const edit = (change: () => void) => {
    key.current = newIdempotencyKey();
    change();
  };
  const save = useMutation(SaveRunAsDataset, ({ saveRunAsDataset }) => saveRunAsDataset.errors);
  const submit = async () => {
    const answer = await save.send({ runId: run.id, name: name.trim(), tags, idempotencyKey: key.current });
    const dataset = answer?.saveRunAsDataset.dataset;
    if (!dataset) return;
    notifications.show({
      color: "green",
      message: (
        <>
          {t("savedAs", { name: dataset.name })}{" "}
          <Anchor component={Link} href={`/${namespace.slug}/data/${dataset.id}?tab=lineage`} size="sm">
            {t("openDataset")}
          </Anchor>
        </>
      ),
    });
    onSaved();
    onClose();
  };
  return (
    <Modal opened={opened} onClose={onClose} title={t("saveTitle")}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <Stack>
          <Text size="sm" c="dimmed">
            {t("saveBody")}
          </Text>
          {save.failure && (
            <Alert color="red" role="alert">
              {save.failure}
            </Alert>
          )}
          <TextInput
            label={data("name")}
            description={data("nameHint")}
            required
            data-autofocus
            value={name}
            onChange={({ currentTarget: { value } }) => edit(() => setName(value))}
          />
          <TagsInput
            label={data("tagsLabel")}
            description={data("tagsHint")}
            value={tags}
            onChange={(value) => edit(() => setTags(value))}
          />
          <Group justify="flex-end">
            <Button type="submit" loading={save.busy} disabled={!name.trim()}>
              {app("save")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}

/** Pipeline and time of the run: readable, and different for each. */
function suggestedName(run: RunDetail): string {
  const stamp = run.createdAt.slice(0, 19).replace("T", " ").replaceAll(":", "");
  return `${run.pipeline?.name ?? "run"} ${stamp}`;
}
