"use client";

import { Alert, Button, Group, Modal, Select, Stack, TextInput } from "@mantine/core";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { graphql } from "../../../_lib/graphql";
import { newIdempotencyKey } from "../../../_lib/idempotency-key";
import { useMutation } from "../../../_lib/use-mutation";
import { starterDocument } from "./starter-document";

const CreatePipeline = graphql(`
  mutation CreatePipeline($namespace: String!, $name: String!, $document: String!, $idempotencyKey: String!) {
    createPipeline(namespace: $namespace, name: $name, document: $document, idempotencyKey: $idempotencyKey) {
      pipeline { id }
      errors { code message path }
    }
  }
`);

interface NewPipelineDialogProps {
  opened: boolean;
  onClose: () => void;
  namespace: string;
  datasets: readonly string[];
  dataset: string | null;
}

/** A name and something to begin with; then the editor, with a document that runs. */
export function NewPipelineDialog({ opened, onClose, namespace, datasets, dataset }: NewPipelineDialogProps) {
  const t = useTranslations("execute");
  const router = useRouter();
  const [name, setName] = useState("");
  const [input, setInput] = useState(dataset);
  const create = useMutation(CreatePipeline, ({ createPipeline }) => createPipeline.errors);
  const submit = async () => {
    const answer = await create.send({
      namespace,
      name: name.trim(),
      document: starterDocument(input),
      idempotencyKey: newIdempotencyKey(),
    });
    const pipeline = answer?.createPipeline.pipeline;
    if (!pipeline) return;
    onClose();
    router.push(`/${namespace}/execute/${pipeline.id}`);
  };
  const choices = [...new Set([...(dataset ? [dataset] : []), ...datasets])];
  return (
    <Modal opened={opened} onClose={onClose} title={t("newTitle")}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <Stack>
          {create.failure && (
            <Alert color="red" role="alert">
              {create.failure}
            </Alert>
          )}
          <TextInput
            label={t("name")}
            required
            data-autofocus
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <Select
            label={t("input")}
            description={t("inputHint")}
            placeholder={t("noInput")}
            data={choices}
            value={input}
            onChange={setInput}
            searchable
            clearable
          />
          <Group justify="flex-end">
            <Button type="submit" loading={create.busy} disabled={!name.trim()}>
              {t("create")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
