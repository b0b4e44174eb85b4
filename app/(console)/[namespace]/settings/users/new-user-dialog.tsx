"use client";

import { Alert, Button, Checkbox, Group, Modal, PasswordInput, Stack, TextInput } from "@mantine/core";
import { useForm } from "@mantine/form";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { graphql } from "../../../../_lib/graphql";
import { newIdempotencyKey } from "../../../../_lib/idempotency-key";
import { useMutation } from "../../../../_lib/use-mutation";

const CreateUser = graphql(`
  mutation CreateUser($input: CreateUserInput!) {
    createUser(input: $input) {
      user { id }
      errors { code message path }
    }
  }
`);

interface NewUserDialogProps {
  opened: boolean;
  onClose: () => void;
  leastPasswordLength: number;
}

/** An account made by an administrator; its owner should change the password at the first sign-in. */
export function NewUserDialog({ opened, onClose, leastPasswordLength }: NewUserDialogProps) {
  const t = useTranslations("settings");
  const auth = useTranslations("auth");
  const router = useRouter();
  const create = useMutation(CreateUser, ({ createUser }) => createUser.errors);
  const form = useForm({
    initialValues: { name: "", password: "", instanceAdmin: false },
    validate: {
      name: (value) => (value.trim() ? null : auth("required")),
      password: (value) =>
        value.length >= leastPasswordLength ? null : auth("passwordTooShort", { min: leastPasswordLength }),
    },
  });
  const submit = form.onSubmit(async (values) => {
    const input = { ...values, name: values.name.trim(), idempotencyKey: newIdempotencyKey() };
    if (!(await create.send({ input }))) return;
    form.reset();
    onClose();
    router.refresh();
  });
  return (
    <Modal opened={opened} onClose={onClose} title={t("newUser")}>
      <form onSubmit={submit} noValidate>
        <Stack>
          {create.failure && (
            <Alert color="red" role="alert">
              {create.failure}
            </Alert>
          )}
          <TextInput
            label={t("userName")}
            required
            data-autofocus
            autoComplete="off"
            {...form.getInputProps("name")}
          />
          <PasswordInput
            label={t("firstPassword")}
            description={auth("passwordHint", { min: leastPasswordLength })}
            autoComplete="new-password"
            required
            {...form.getInputProps("password")}
          />
          <Checkbox
            label={t("instanceAdmin")}
            {...form.getInputProps("instanceAdmin", { type: "checkbox" })}
          />
          <Group justify="flex-end">
            <Button type="submit" loading={create.busy}>
              {t("createUser")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
