"use client";

import { Badge, Button, Group, Table, Text, VisuallyHidden } from "@mantine/core";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { KeyPager } from "../../../../_components/key-pager";
import { Instant } from "../../../../_components/text/instant";
import { graphql } from "../../../../_lib/graphql";
import { useMutation } from "../../../../_lib/use-mutation";
import type { NamespaceOfViewer } from "../../../../_lib/viewer";
import { SettingsCard } from "../settings-card";
import { AddMemberForm } from "./add-member-form";
import type { Member, MemberPage } from "./members-query";
import { RemoveMemberDialog } from "./remove-member-dialog";
import { RoleSelect } from "./role-select";

const ChangeRole = graphql(`
  mutation ChangeRole($input: ChangeRoleInput!) {
    changeRole(input: $input) {
      member { role }
      errors { code message path }
    }
  }
`);

interface MemberListProps {
  namespace: NamespaceOfViewer;
  members: MemberPage;
  viewerId: string;
  manages: boolean;
}

export function MemberList({ namespace, members, viewerId, manages }: MemberListProps) {
  const t = useTranslations("settings");
  const app = useTranslations("app");
  const names = useTranslations("roles");
  const router = useRouter();
  const [leaving, setLeaving] = useState<Member | null>(null);
  const change = useMutation(ChangeRole, ({ changeRole }) => changeRole.errors);
  return (
    <SettingsCard wide title={t("members")} description={t("membersBody")}>
      {manages && <AddMemberForm namespace={namespace.slug} />}
      {change.failure && (
        <Text c="red" size="sm" role="alert">
          {change.failure}
        </Text>
      )}
      <Table.ScrollContainer minWidth={520}>
        <Table aria-label={t("members")}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t("member")}</Table.Th>
              <Table.Th>{t("role")}</Table.Th>
              <Table.Th>{t("memberSince")}</Table.Th>
              <Table.Th>
                <VisuallyHidden>{app("actions")}</VisuallyHidden>
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {members.edges.map(({ node: member }) => (
              <Table.Tr key={member.user.id}>
                <Table.Td>
                  <Group gap="xs">
                    {member.user.name}
                    {member.user.id === viewerId && (
                      <Badge size="xs" variant="light" tt="none">
                        {t("you")}
                      </Badge>
                    )}
                    {member.user.disabledAt && (
                      <Badge size="xs" color="red" variant="light" tt="none">
                        {t("statusDisabled")}
                      </Badge>
                    )}
                  </Group>
                </Table.Td>
                <Table.Td>
                  {manages ? (
                    <RoleSelect
                      aria-label={`${t("role")}: ${member.user.name}`}
                      size="xs"
                      w={150}
                      value={member.role}
                      onChange={async (role) => {
                        const input = { namespace: namespace.slug, userId: member.user.id, role };
                        await change.send({ input });
                        router.refresh();
                      }}
                    />
                  ) : (
                    names(member.role)
                  )}
                </Table.Td>
                <Table.Td>
                  <Instant at={member.createdAt} />
                </Table.Td>
                <Table.Td ta="right">
                  {(manages || member.user.id === viewerId) && (
                    <Button
                      size="compact-xs"
                      variant="light"
                      color="red"
                      aria-label={`${t(member.user.id === viewerId ? "leave" : "remove")}: ${member.user.name}`}
                      onClick={() => setLeaving(member)}
                    >
                      {t(member.user.id === viewerId ? "leave" : "remove")}
                    </Button>
                  )}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      <KeyPager endCursor={members.pageInfo.hasNextPage ? (members.pageInfo.endCursor ?? null) : null} />
      {leaving && (
        <RemoveMemberDialog
          namespace={namespace.slug}
          member={leaving}
          self={leaving.user.id === viewerId}
          onClose={() => setLeaving(null)}
        />
      )}
    </SettingsCard>
  );
}
