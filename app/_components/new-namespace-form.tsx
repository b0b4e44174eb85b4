"use client";

import { Alert, Button, Group, Stack, TextInput } from "@mantine/core";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { graphql } from "../_lib/graphql";
import { newIdempotencyKey } from "../_lib/idempotency-key";
import { useMutation } from "../_lib/use-mutation";

const CreateNamespace = graphql(`
  mutation CreateNamespace($input: CreateNamespaceInput!) {
    createNamespace(input: $input) {
      namespace { slug }
      errors { code message path }
    }
  }
`);

/** Makes a namespace and goes there. */
export function NewNamespaceForm() {
  const t = useTranslations("noNamespace");
  const [name, setName] = useState("");
  const [slug, setSlug] = useState("");
  const create = useMutation(CreateNamespace, ({ createNamespace }) => createNamespace.errors);
  const submit = async () => {
    const input = { name: name.trim(), slug: slug.trim() || null, idempotencyKey: newIdempotencyKey() };
    const answer = await create.send({ input });
    const made = answer?.createNamespace.namespace;
    // A whole page load: the menu and everything else belongs to another namespace then.
    if (made) window.location.assign(`/${made.slug}`);
  };
  return (
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
        <TextInput
          label={t("slug")}
          description={t("slugHint")}
          value={slug}
          onChange={(event) => setSlug(event.currentTarget.value.toLowerCase())}
          spellCheck={false}
        />
        <Group justify="flex-end">
          <Button type="submit" loading={create.busy} disabled={!name.trim()}>
            {t("create")}
          </Button>
        </Group>
      </Stack>
    </form>
  );
}
