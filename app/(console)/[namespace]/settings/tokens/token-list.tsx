"use client";

import { Badge, Button, Group, Table, Text, VisuallyHidden } from "@mantine/core";
import { useDisclosure } from "@mantine/hooks";
import { IconPlus } from "@tabler/icons-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { SecretOnce } from "../../../../_components/secret-once";
import { Instant } from "../../../../_components/text/instant";
import { graphql } from "../../../../_lib/graphql";
import { useMutation } from "../../../../_lib/use-mutation";
import type { NamespaceOfViewer } from "../../../../_lib/viewer";
import { SettingsCard } from "../settings-card";
import { NewTokenDialog } from "./new-token-dialog";
import type { Token } from "./tokens-query";

const RevokeToken = graphql(`
  mutation RevokeToken($id: ID!) {
    revokeAccessToken(id: $id) {
      id
      errors { code message path }
    }
  }
`);

interface TokenListProps {
  tokens: readonly Token[];
  namespaces: readonly NamespaceOfViewer[];
  permissions: readonly string[];
}

export function TokenList({ tokens, namespaces, permissions }: TokenListProps) {
  const t = useTranslations("settings");
  const app = useTranslations("app");
  const router = useRouter();
  const [creating, dialog] = useDisclosure(false);
  const [secret, setSecret] = useState<string | null>(null);
  const revoke = useMutation(RevokeToken, ({ revokeAccessToken }) => revokeAccessToken.errors);
  const end = async (id: string) => {
    if (await revoke.send({ id })) router.refresh();
  };
  return (
    <SettingsCard
      wide
      title={t("tokens")}
      description={t("tokensBody")}
      actions={
        <Button size="xs" leftSection={<IconPlus size={14} aria-hidden />} onClick={dialog.open}>
          {t("newToken")}
        </Button>
      }
    >
      {secret && <SecretOnce title={t("tokenOnceTitle")} body={t("tokenOnce")} secret={secret} />}
      {revoke.failure && (
        <Text c="red" size="sm" role="alert">
          {revoke.failure}
        </Text>
      )}
      {tokens.length === 0 ? (
        <Text c="dimmed" size="sm">
          {t("noTokens")}
        </Text>
      ) : (
        <Table.ScrollContainer minWidth={720}>
          <Table aria-label={t("tokens")}>
            <Table.Thead>
              <Table.Tr>
                <Table.Th>{t("tokenName")}</Table.Th>
                <Table.Th>{t("tokenNamespace")}</Table.Th>
                <Table.Th>{t("tokenScopes")}</Table.Th>
                <Table.Th>{t("lastUsed")}</Table.Th>
                <Table.Th>{t("expires")}</Table.Th>
                <Table.Th>
                  <VisuallyHidden>{app("actions")}</VisuallyHidden>
                </Table.Th>
              </Table.Tr>
            </Table.Thead>
            <Table.Tbody>
              {tokens.map((token) => (
                <Table.Tr key={token.id}>
                  <Table.Td>
                    {token.name}
                    <Text span size="xs" c="dimmed" ff="monospace" ml={6}>
                      …{token.hint}
                    </Text>
                  </Table.Td>
                  <Table.Td>{token.namespace?.name ?? t("allNamespaces")}</Table.Td>
                  <Table.Td>
                    <Group gap={4}>
                      {token.scopes.map((scope) => (
                        <Badge key={scope} size="xs" variant="default" tt="none" ff="monospace">
                          {scope}
                        </Badge>
                      ))}
                    </Group>
                  </Table.Td>
                  <Table.Td>{token.lastUsedAt ? <Instant at={token.lastUsedAt} /> : t("never")}</Table.Td>
                  <Table.Td c={token.expired ? "red" : undefined}>
                    {token.expired ? t("expired") : <Instant at={token.expiresAt} as="exact" />}
                  </Table.Td>
                  <Table.Td ta="right">
                    <Button
                      size="compact-xs"
                      variant="light"
                      color="red"
                      aria-label={`${t("revoke")}: ${token.name}`}
                      onClick={() => end(token.id)}
                    >
                      {t("revoke")}
                    </Button>
                  </Table.Td>
                </Table.Tr>
              ))}
            </Table.Tbody>
          </Table>
        </Table.ScrollContainer>
      )}
      <NewTokenDialog
        opened={creating}
        onClose={dialog.close}
        namespaces={namespaces}
        permissions={permissions}
        onCreated={(token) => {
          setSecret(token);
          router.refresh();
        }}
      />
    </SettingsCard>
  );
}
