"use client";

import {
  Alert,
  Button,
  Checkbox,
  Group,
  Modal,
  NumberInput,
  Select,
  SimpleGrid,
  Stack,
  TextInput,
} from "@mantine/core";
import { useForm } from "@mantine/form";
import { useTranslations } from "next-intl";
import { graphql } from "../../../../_lib/graphql";
import { newIdempotencyKey } from "../../../../_lib/idempotency-key";
import { useMutation } from "../../../../_lib/use-mutation";
import type { NamespaceOfViewer } from "../../../../_lib/viewer";

const CreateToken = graphql(`
  mutation CreateToken($input: CreateAccessTokenInput!) {
    createAccessToken(input: $input) {
      token
      errors { code message path }
    }
  }
`);

interface NewTokenDialogProps {
  opened: boolean;
  onClose: () => void;
  namespaces: readonly NamespaceOfViewer[];
  permissions: readonly string[];
  onCreated: (token: string) => void;
}

export function NewTokenDialog({ opened, onClose, namespaces, permissions, onCreated }: NewTokenDialogProps) {
  const t = useTranslations("settings");
  const auth = useTranslations("auth");
  const create = useMutation(CreateToken, ({ createAccessToken }) => createAccessToken.errors);
  const form = useForm({
    initialValues: {
      name: "",
      namespace: null as string | null,
      // What the smallest useful script needs: to look.
      scopes: permissions.filter(
        (permission) => permission.endsWith(":read") && !permission.startsWith("audit"),
      ),
      expiresInDays: 90,
    },
    validate: {
      name: (value) => (value.trim() ? null : auth("required")),
      scopes: (value) => (value.length > 0 ? null : auth("required")),
    },
  });
  const submit = form.onSubmit(async (values) => {
    const input = { ...values, name: values.name.trim(), idempotencyKey: newIdempotencyKey() };
    const answer = await create.send({ input });
    const token = answer?.createAccessToken.token;
    if (!token) return;
    form.reset();
    onClose();
    onCreated(token);
  });
  // A scope that the viewer does not hold would give nothing.
  const held = new Set(namespaces.flatMap((namespace) => namespace.permissions));
  return (
    <Modal opened={opened} onClose={onClose} title={t("newToken")} size="lg">
      <form onSubmit={submit} noValidate>
        <Stack>
          {create.failure && (
            <Alert color="red" role="alert">
              {create.failure}
            </Alert>
          )}
          <TextInput label={t("tokenName")} required data-autofocus {...form.getInputProps("name")} />
          <Select
            label={t("tokenNamespace")}
            placeholder={t("allNamespaces")}
            data={namespaces.map(({ slug, name }) => ({ value: slug, label: name }))}
            clearable
            {...form.getInputProps("namespace")}
          />
          <Checkbox.Group label={t("tokenScopes")} {...form.getInputProps("scopes")}>
            <SimpleGrid cols={{ base: 1, xs: 2 }} mt="xs" spacing="xs">
              {permissions
                .filter((permission) => held.has(permission))
                .map((permission) => (
                  <Checkbox key={permission} value={permission} label={permission} size="sm" />
                ))}
            </SimpleGrid>
          </Checkbox.Group>
          <NumberInput label={t("tokenDays")} min={1} max={366} {...form.getInputProps("expiresInDays")} />
          <Group justify="flex-end">
            <Button type="submit" loading={create.busy}>
              {t("createToken")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
