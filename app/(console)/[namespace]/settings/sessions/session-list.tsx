"use client";

import { Badge, Button, Group, Table, Text, VisuallyHidden } from "@mantine/core";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { Instant } from "../../../../_components/text/instant";
import { graphql } from "../../../../_lib/graphql";
import { useMutation } from "../../../../_lib/use-mutation";
import { SettingsCard } from "../settings-card";
import { browserName } from "./browser-name";
import type { Session } from "./sessions-query";

const RevokeSession = graphql(`
  mutation RevokeSession($id: ID!) {
    revokeSession(id: $id) {
      ended
      errors { code message path }
    }
  }
`);

const RevokeOtherSessions = graphql(`
  mutation RevokeOtherSessions {
    revokeOtherSessions {
      ended
      errors { code message path }
    }
  }
`);

export function SessionList({ sessions }: { sessions: readonly Session[] }) {
  const t = useTranslations("settings");
  const app = useTranslations("app");
  const router = useRouter();
  const one = useMutation(RevokeSession, ({ revokeSession }) => revokeSession.errors);
  const others = useMutation(RevokeOtherSessions, ({ revokeOtherSessions }) => revokeOtherSessions.errors);
  const failure = one.failure ?? others.failure;
  const end = async (id: string) => {
    if (await one.send({ id })) router.refresh();
  };
  const endOthers = async () => {
    if (await others.send({})) router.refresh();
  };
  return (
    <SettingsCard
      wide
      title={t("sessions")}
      description={t("sessionsBody")}
      actions={
        sessions.length > 1 && (
          <Button variant="default" size="xs" loading={others.busy} onClick={endOthers}>
            {t("endOthers")}
          </Button>
        )
      }
    >
      {failure && (
        <Text c="red" size="sm" role="alert">
          {failure}
        </Text>
      )}
      <Table.ScrollContainer minWidth={640}>
        <Table aria-label={t("sessions")}>
          <Table.Thead>
            <Table.Tr>
              <Table.Th>{t("browser")}</Table.Th>
              <Table.Th>{t("address")}</Table.Th>
              <Table.Th>{t("lastSeen")}</Table.Th>
              <Table.Th>{t("since")}</Table.Th>
              <Table.Th>{t("expires")}</Table.Th>
              <Table.Th>
                <VisuallyHidden>{app("actions")}</VisuallyHidden>
              </Table.Th>
            </Table.Tr>
          </Table.Thead>
          <Table.Tbody>
            {sessions.map((session) => (
              <Table.Tr key={session.id}>
                <Table.Td title={session.userAgent ?? undefined}>
                  <Group gap="xs">
                    {browserName(session.userAgent) ?? t("unknownBrowser")}
                    {session.current && (
                      <Badge size="xs" variant="light" tt="none">
                        {t("thisSession")}
                      </Badge>
                    )}
                  </Group>
                </Table.Td>
                <Table.Td>{session.ip}</Table.Td>
                <Table.Td>
                  <Instant at={session.lastSeenAt} />
                </Table.Td>
                <Table.Td>
                  <Instant at={session.createdAt} as="exact" />
                </Table.Td>
                <Table.Td>
                  <Instant at={session.expiresAt} as="exact" />
                </Table.Td>
                <Table.Td ta="right">
                  {!session.current && (
                    <Button size="compact-xs" variant="light" color="red" onClick={() => end(session.id)}>
                      {t("end")}
                    </Button>
                  )}
                </Table.Td>
              </Table.Tr>
            ))}
          </Table.Tbody>
        </Table>
      </Table.ScrollContainer>
    </SettingsCard>
  );
}
