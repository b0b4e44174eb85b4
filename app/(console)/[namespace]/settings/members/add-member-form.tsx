"use client";

import { Button, Group, TextInput } from "@mantine/core";
import { useRouter } from "next/navigation";
import { useTranslations } from "next-intl";
import { useState } from "react";
import { graphql } from "../../../../_lib/graphql";
import { useMutation } from "../../../../_lib/use-mutation";
import { type Role, RoleSelect } from "./role-select";

const AddMember = graphql(`
  mutation AddMember($input: AddMemberInput!) {
    addMember(input: $input) {
      errors { code message path }
    }
  }
`);

/** Gives somebody who has an account already a role in the namespace. */
export function AddMemberForm({ namespace }: { namespace: string }) {
  const t = useTranslations("settings");
  const router = useRouter();
  const [name, setName] = useState("");
  const [role, setRole] = useState<Role>("viewer");
  const add = useMutation(AddMember, ({ addMember }) => addMember.errors);
  const submit = async () => {
    if (!(await add.send({ input: { namespace, name: name.trim(), role } }))) return;
    setName("");
    router.refresh();
  };
  return (
    <form
      onSubmit={(event) => {
        event.preventDefault();
        void submit();
      }}
    >
      <Group align="flex-start" mb="md">
        <TextInput
          aria-label={t("addMemberName")}
          placeholder={t("addMemberName")}
          value={name}
          onChange={(event) => setName(event.currentTarget.value)}
          error={add.failure}
          w={320}
        />
        <RoleSelect aria-label={t("role")} w={150} value={role} onChange={setRole} />
        <Button type="submit" variant="default" loading={add.busy} disabled={!name.trim()}>
          {t("addMember")}
        </Button>
      </Group>
    </form>
  );
}
