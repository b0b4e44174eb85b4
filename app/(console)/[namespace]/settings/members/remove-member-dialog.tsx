"use client";

import { Alert, Button, Group, Modal, Stack, Text } from "@mantine/core";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { graphql } from "../../../../_lib/graphql";
import { useMutation } from "../../../../_lib/use-mutation";
import type { Member } from "./members-query";

const RemoveMember = graphql(`
  mutation RemoveMember($input: RemoveMemberInput!) {
    removeMember(input: $input) {
      errors { code message path }
    }
  }
`);

interface RemoveMemberDialogProps {
  namespace: string;
  member: Member;
  /** The viewer takes themselves out. */
  self: boolean;
  onClose: () => void;
}

export function RemoveMemberDialog({ namespace, member, self, onClose }: RemoveMemberDialogProps) {
  const t = useTranslations("settings");
  const app = useTranslations("app");
  const router = useRouter();
  const remove = useMutation(RemoveMember, ({ removeMember }) => removeMember.errors);
  const confirm = async () => {
    if (!(await remove.send({ input: { namespace, userId: member.user.id } }))) return;
    if (self) {
      window.location.assign("/");
      return;
    }
    router.refresh();
    onClose();
  };
  return (
    <Modal opened onClose={onClose} title={t("removeTitle", { name: member.user.name })}>
      <Stack>
        <Text size="sm">{t("removeBody")}</Text>
        {remove.failure && (
          <Alert color="red" role="alert">
            {remove.failure}
          </Alert>
        )}
        <Group justify="flex-end">
          <Button variant="default" onClick={onClose} data-autofocus>
            {app("cancel")}
          </Button>
          <Button color="red" loading={remove.busy} onClick={confirm}>
            {t(self ? "leave" : "remove")}
          </Button>
        </Group>
      </Stack>
    </Modal>
  );
}
