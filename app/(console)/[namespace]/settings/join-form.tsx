"use client";

import { Button, Group, TextInput } from "@mantine/core";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { graphql } from "../../../_lib/graphql";
import { useMutation } from "../../../_lib/use-mutation";
import { SettingsCard } from "./settings-card";

const AcceptInvitation = graphql(`
  mutation AcceptInvitation($code: String!) {
    acceptInvitation(code: $code) {
      namespace { slug }
      errors { code message path }
    }
  }
`);

/** For people who have an account and were invited to one more namespace. */
export function JoinForm() {
  const t = useTranslations("settings");
  const auth = useTranslations("auth");
  const [code, setCode] = useState("");
  const accept = useMutation(AcceptInvitation, ({ acceptInvitation }) => acceptInvitation.errors);
  const join = async () => {
    const answer = await accept.send({ code: code.trim() });
    const joined = answer?.acceptInvitation.namespace;
    if (joined) window.location.assign(`/${joined.slug}`);
  };
  return (
    <SettingsCard title={t("joinTitle")} description={t("joinHint")}>
      <form
        onSubmit={(event) => {
          event.preventDefault();
          void join();
        }}
      >
        <Group align="flex-start">
          <TextInput
            aria-label={auth("inviteCode")}
            placeholder={auth("inviteCode")}
            value={code}
            onChange={(event) => setCode(event.currentTarget.value)}
            error={accept.failure}
            autoComplete="off"
            spellCheck={false}
            flex={1}
          />
          <Button type="submit" loading={accept.busy} disabled={!code.trim()}>
            {t("join")}
          </Button>
        </Group>
      </form>
    </SettingsCard>
  );
}
