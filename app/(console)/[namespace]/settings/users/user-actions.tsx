"use client";

import { ActionIcon, Menu } from "@mantine/core";
import { IconDots } from "@tabler/icons-react";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { request } from "../../../../_lib/client";
import { graphql } from "../../../../_lib/graphql";
import { useErrorText } from "../../../../_lib/use-error-text";
import type { UserError } from "../../../../_lib/use-mutation";
import type { User } from "./users-query";

const DisableUser = graphql(`
  mutation DisableUser($userId: ID!) {
    disableUser(userId: $userId) { errors { code message path } }
  }
`);

const EnableUser = graphql(`
  mutation EnableUser($userId: ID!) {
    enableUser(userId: $userId) { errors { code message path } }
  }
`);

const SetInstanceAdmin = graphql(`
  mutation SetInstanceAdmin($userId: ID!, $instanceAdmin: Boolean!) {
    setInstanceAdmin(userId: $userId, instanceAdmin: $instanceAdmin) { errors { code message path } }
  }
`);

interface UserActionsProps {
  user: User;
  onReset: () => void;
  onFailure: (text: string | null) => void;
}

/** What an administrator can do to somebody else's account. */
export function UserActions({ user, onReset, onFailure }: UserActionsProps) {
  const t = useTranslations("settings");
  const app = useTranslations("app");
  const router = useRouter();
  const errorText = useErrorText();
  const carryOut = async (verb: () => Promise<readonly UserError[]>) => {
    try {
      const [error] = await verb();
      onFailure(error ? errorText(error) : null);
      router.refresh();
    } catch (error) {
      onFailure(errorText(error));
    }
  };
  const userId = user.id;
  return (
    <Menu position="bottom-end">
      <Menu.Target>
        <ActionIcon variant="default" size="sm" aria-label={`${app("actions")}: ${user.name}`}>
          <IconDots size={14} aria-hidden />
        </ActionIcon>
      </Menu.Target>
      <Menu.Dropdown>
        <Menu.Item onClick={onReset}>{t("resetPassword")}</Menu.Item>
        <Menu.Item
          onClick={() =>
            carryOut(async () => {
              const input = { userId, instanceAdmin: !user.instanceAdmin };
              return (await request(SetInstanceAdmin, input)).setInstanceAdmin.errors;
            })
          }
        >
          {t(user.instanceAdmin ? "unmakeAdmin" : "makeAdmin")}
        </Menu.Item>
        {user.disabledAt ? (
          <Menu.Item
            onClick={() => carryOut(async () => (await request(EnableUser, { userId })).enableUser.errors)}
          >
            {t("enable")}
          </Menu.Item>
        ) : (
          <Menu.Item
            color="red"
            onClick={() => carryOut(async () => (await request(DisableUser, { userId })).disableUser.errors)}
          >
            {t("disable")}
          </Menu.Item>
        )}
      </Menu.Dropdown>
    </Menu>
  );
}
