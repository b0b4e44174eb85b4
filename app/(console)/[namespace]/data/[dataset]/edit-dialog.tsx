"use client";

import { Alert, Button, Group, Modal, Stack, TagsInput, TextInput } from "@mantine/core";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { graphql } from "../../../../_lib/graphql";
import { useMutation } from "../../../../_lib/use-mutation";
import type { DatasetDetail } from "./dataset-query";

const RenameDataset = graphql(`
  mutation RenameDataset($id: ID!, $name: String!) {
    renameDataset(id: $id, name: $name) {
      dataset { id }
      errors { code message path }
    }
  }
`);

const DescribeDataset = graphql(`
  mutation DescribeDataset($id: ID!, $source: String, $tags: [String!]) {
    describeDataset(id: $id, source: $source, tags: $tags) {
      dataset { id }
      errors { code message path }
    }
  }
`);

interface EditDialogProps {
  opened: boolean;
  onClose: () => void;
  dataset: DatasetDetail;
}

/** What people can change about a dataset: its name and what is told of it, never its rows. */
export function EditDialog({ opened, onClose, dataset }: EditDialogProps) {
  const t = useTranslations("data");
  const own = useTranslations("dataset");
  const app = useTranslations("app");
  const router = useRouter();
  const [name, setName] = useState(dataset.name);
  const [source, setSource] = useState(dataset.source ?? "");
  const [tags, setTags] = useState<string[]>([...dataset.tags]);
  const rename = useMutation(RenameDataset, ({ renameDataset }) => renameDataset.errors);
  const describe = useMutation(DescribeDataset, ({ describeDataset }) => describeDataset.errors);
  const failure = rename.failure ?? describe.failure;
  const save = async () => {
    const wanted = name.trim();
    if (wanted !== dataset.name && !(await rename.send({ id: dataset.id, name: wanted }))) return;
    if (!(await describe.send({ id: dataset.id, source: source.trim(), tags }))) return;
    router.refresh();
    onClose();
  };
  return (
    <Modal opened={opened} onClose={onClose} title={own("editTitle")}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void save();
        }}
      >
        <Stack>
          {failure && (
            <Alert color="red" role="alert">
              {failure}
            </Alert>
          )}
          <TextInput
            label={t("name")}
            description={t("nameHint")}
            required
            value={name}
            onChange={(event) => setName(event.currentTarget.value)}
          />
          <TextInput
            label={t("sourceLabel")}
            description={t("sourceHint")}
            value={source}
            onChange={(event) => setSource(event.currentTarget.value)}
          />
          <TagsInput label={t("tagsLabel")} description={t("tagsHint")} value={tags} onChange={setTags} />
          <Group justify="flex-end">
            <Button type="submit" loading={rename.busy || describe.busy} disabled={!name.trim()}>
              {app("save")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
