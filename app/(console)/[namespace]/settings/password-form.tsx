"use client";

import { Alert, Button, Group, PasswordInput, Stack } from "@mantine/core";
import { useForm } from "@mantine/form";
import { notifications } from "@mantine/notifications";
import { useTranslations } from "next-intl";
import { graphql } from "../../../_lib/graphql";
import { useMutation } from "../../../_lib/use-mutation";
import { SettingsCard } from "./settings-card";

const ChangePassword = graphql(`
  mutation ChangePassword($input: ChangePasswordInput!) {
    changePassword(input: $input) {
      done
      errors { code message path }
    }
  }
`);

export function PasswordForm({ leastLength, name }: { leastLength: number; name: string }) {
  const t = useTranslations("settings");
  const auth = useTranslations("auth");
  const change = useMutation(ChangePassword, ({ changePassword }) => changePassword.errors);
  const form = useForm({
    initialValues: { currentPassword: "", newPassword: "", again: "" },
    validate: {
      currentPassword: (value) => (value ? null : auth("required")),
      newPassword: (value) =>
        value.length >= leastLength ? null : auth("passwordTooShort", { min: leastLength }),
      again: (value, { newPassword }) => (value === newPassword ? null : auth("passwordsDiffer")),
    },
  });
  const submit = form.onSubmit(async ({ currentPassword, newPassword }) => {
    if (!(await change.send({ input: { currentPassword, newPassword } }))) return;
    form.reset();
    notifications.show({ color: "green", message: t("passwordChanged") });
  });
  return (
    <SettingsCard title={t("password")}>
      <form onSubmit={submit} noValidate>
        <Stack>
          {change.failure && (
            <Alert color="red" role="alert">
              {change.failure}
            </Alert>
          )}
          {/* Lets a password manager know whose password it is to change. */}
          <input type="text" name="username" autoComplete="username" value={name} readOnly hidden />
          <PasswordInput
            label={t("currentPassword")}
            autoComplete="current-password"
            required
            {...form.getInputProps("currentPassword")}
          />
          <PasswordInput
            label={t("newPassword")}
            description={auth("passwordHint", { min: leastLength })}
            autoComplete="new-password"
            required
            {...form.getInputProps("newPassword")}
          />
          <PasswordInput
            label={auth("passwordAgain")}
            autoComplete="new-password"
            required
            {...form.getInputProps("again")}
          />
          <Group justify="flex-end">
            <Button type="submit" loading={change.busy}>
              {t("changePassword")}
            </Button>
          </Group>
        </Stack>
      </form>
    </SettingsCard>
  );
}
