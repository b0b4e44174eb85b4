"use client";

import { Badge, Button, Group, Table, Text, TextInput, VisuallyHidden } from "@mantine/core";
import { useDebouncedCallback, useDisclosure } from "@mantine/hooks";
import { IconPlus, IconSearch } from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { KeyPager } from "../../../../_components/key-pager";
import { Instant } from "../../../../_components/text/instant";
import { useAddress } from "../../../../_lib/use-address";
import { SettingsCard } from "../settings-card";
import { NewUserDialog } from "./new-user-dialog";
import { ResetPasswordDialog } from "./reset-password-dialog";
import { UserActions } from "./user-actions";
import type { User, UserPage } from "./users-query";

interface UserListProps {
  users: UserPage;
  viewerId: string;
  leastPasswordLength: number;
}

export function UserList({ users, viewerId, leastPasswordLength }: UserListProps) {
  const t = useTranslations("settings");
  const app = useTranslations("app");
  const { params, set } = useAddress();
  const [creating, create] = useDisclosure(false);
  const [resetting, setResetting] = useState<User | null>(null);
  const [failure, setFailure] = useState<string | null>(null);
  const search = useDebouncedCallback((q: string) => set({ q, after: null }), 250);
  return (
    <SettingsCard
      wide
      title={t("users")}
      description={t("usersBody")}
      actions={
        <Button size="xs" leftSection={<IconPlus size={14} aria-hidden />} onClick={create.open}>
          {t("newUser")}
        </Button>
      }
    >
      <TextInput
        aria-label={t("searchUsers")}
        placeholder={t("searchUsers")}
        leftSection={<IconSearch size={16} aria-hidden />}
        defaultValue={params.get("q") ?? ""}
        onChange={(event) => search(event.currentTarget.value)}
        w={260}
        mb="md"
      />
      {failure && (
        <Text c="red" size="sm" role="alert">
          {failure}
        </Text>
      )}
      <Table.ScrollContainer minWidth={560}>
        <Table aria-label={t("users")}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t("userName")}</Table.Th>
              <Table.Th>{t("status")}</Table.Th>
              <Table.Th>{t("created")}</Table.Th>
              <Table.Th>
                <VisuallyHidden>{app("actions")}</VisuallyHidden>
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {users.edges.map(({ node: user }) => (
              <Table.Tr key={user.id}>
                <Table.Td>
                  <Group gap="xs">
                    {user.name}
                    {user.instanceAdmin && (
                      <Badge size="xs" variant="light" tt="none">
                        {t("instanceAdmin")}
                      </Badge>
                    )}
                  </Group>
                </Table.Td>
                <Table.Td c={user.disabledAt ? "red" : undefined}>
                  {t(user.disabledAt ? "statusDisabled" : "statusActive")}
                </Table.Td>
                <Table.Td>
                  <Instant at={user.createdAt} />
                </Table.Td>
                <Table.Td ta="right">
                  {user.id !== viewerId && (
                    <UserActions user={user} onReset={() => setResetting(user)} onFailure={setFailure} />
                  )}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
      <KeyPager endCursor={users.pageInfo.hasNextPage ? (users.pageInfo.endCursor ?? null) : null} />
      <NewUserDialog opened={creating} onClose={create.close} leastPasswordLength={leastPasswordLength} />
      {resetting && (
        <ResetPasswordDialog
          user={resetting}
          onClose={() => setResetting(null)}
          leastPasswordLength={leastPasswordLength}
        />
      )}
    </SettingsCard>
  );
}
