"use client";

import { Button, Group, Table, Text, VisuallyHidden } from "@mantine/core";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { SecretOnce } from "../../../../_components/secret-once";
import { Instant } from "../../../../_components/text/instant";
import { graphql } from "../../../../_lib/graphql";
import { newIdempotencyKey } from "../../../../_lib/idempotency-key";
import { useMutation } from "../../../../_lib/use-mutation";
import { SettingsCard } from "../settings-card";
import type { Invitation } from "./members-query";
import { type Role, RoleSelect } from "./role-select";

const CreateInvitation = graphql(`
  mutation CreateInvitation($input: CreateInvitationInput!) {
    createInvitation(input: $input) {
      code
      errors { code message path }
    }
  }
`);

const RevokeInvitation = graphql(`
  mutation RevokeInvitation($id: ID!) {
    revokeInvitation(id: $id) {
      errors { code message path }
    }
  }
`);

interface InvitationCardProps {
  namespace: string;
  invitations: readonly Invitation[];
}

/** Codes that let somebody register or join; the link with the code is shown once. */
export function InvitationCard({ namespace, invitations }: InvitationCardProps) {
  const t = useTranslations("settings");
  const app = useTranslations("app");
  const names = useTranslations("roles");
  const router = useRouter();
  const [role, setRole] = useState<Role>("viewer");
  const [link, setLink] = useState<string | null>(null);
  const create = useMutation(CreateInvitation, ({ createInvitation }) => createInvitation.errors);
  const revoke = useMutation(RevokeInvitation, ({ revokeInvitation }) => revokeInvitation.errors);
  const failure = create.failure ?? revoke.failure;
  const invite = async () => {
    const answer = await create.send({ input: { namespace, role, idempotencyKey: newIdempotencyKey() } });
    const code = answer?.createInvitation.code;
    if (!code) return;
    setLink(`${window.location.origin}/register?code=${encodeURIComponent(code)}`);
    router.refresh();
  };
  return (
    <SettingsCard
      wide
      title={t("invitations")}
      description={t("invitationsBody")}
      actions={
        <Group gap="xs">
          <RoleSelect aria-label={t("role")} size="xs" w={140} value={role} onChange={setRole} />
          <Button size="xs" loading={create.busy} onClick={invite}>
            {t("invite")}
          </Button>
        </Group>
      }
    >
      {link && <SecretOnce title={t("inviteOnceTitle")} body={t("inviteOnce")} secret={link} />}
      {failure && (
        <Text c="red" size="sm" role="alert">
          {failure}
        </Text>
      )}
      {invitations.length === 0 ? (
        <Text size="sm" c="dimmed">
          {t("noInvitations")}
        </Text>
      ) : (
        <Table aria-label={t("invitations")}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t("role")}</Table.Th>
              <Table.Th>{t("created")}</Table.Th>
              <Table.Th>{t("expires")}</Table.Th>
              <Table.Th>
                <VisuallyHidden>{app("actions")}</VisuallyHidden>
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {invitations.map((invitation) => (
              <Table.Tr key={invitation.id}>
                <Table.Td>{names(invitation.role)}</Table.Td>
                <Table.Td>
                  <Instant at={invitation.createdAt} />
                </Table.Td>
                <Table.Td>
                  <Instant at={invitation.expiresAt} as="exact" />
                </Table.Td>
                <Table.Td ta="right">
                  <Button
                    size="compact-xs"
                    variant="light"
                    color="red"
                    onClick={async () => {
                      if (await revoke.send({ id: invitation.id })) router.refresh();
                    }}
                  >
                    {t("revoke")}
                  </Button>
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      )}
    </SettingsCard>
  );
}
