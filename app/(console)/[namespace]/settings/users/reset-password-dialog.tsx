"use client";

import { Alert, Button, Group, Modal, PasswordInput, Stack } from "@mantine/core";
import { notifications } from "@mantine/notifications";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { graphql } from "../../../../_lib/graphql";
import { useMutation } from "../../../../_lib/use-mutation";
import type { User } from "./users-query";

const ResetPassword = graphql(`
  mutation ResetPassword($input: ResetPasswordInput!) {
    resetPassword(input: $input) {
      user { id }
      errors { code message path }
    }
  }
`);

interface ResetPasswordDialogProps {
  user: User;
  onClose: () => void;
  leastPasswordLength: number;
}

export function ResetPasswordDialog({ user, onClose, leastPasswordLength }: ResetPasswordDialogProps) {
  const t = useTranslations("settings");
  const auth = useTranslations("auth");
  const [newPassword, setNewPassword] = useState("");
  const reset = useMutation(ResetPassword, ({ resetPassword }) => resetPassword.errors);
  const submit = async () => {
    if (!(await reset.send({ input: { userId: user.id, newPassword } }))) return;
    notifications.show({ color: "green", message: t("resetDone", { name: user.name }) });
    onClose();
  };
  return (
    <Modal opened onClose={onClose} title={t("resetTitle", { name: user.name })}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void submit();
        }}
      >
        <Stack>
          {reset.failure && (
            <Alert color="red" role="alert">
              {reset.failure}
            </Alert>
          )}
          <PasswordInput
            label={t("newPassword")}
            description={auth("passwordHint", { min: leastPasswordLength })}
            autoComplete="new-password"
            required
            data-autofocus
            value={newPassword}
            onChange={(event) => setNewPassword(event.currentTarget.value)}
          />
          <Group justify="flex-end">
            <Button type="submit" loading={reset.busy} disabled={newPassword.length < leastPasswordLength}>
              {t("reset")}
            </Button>
          </Group>
        </Stack>
      </form>
    </Modal>
  );
}
