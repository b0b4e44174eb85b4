"use client";

import { Button } from "@mantine/core";
import { signOut } from "next-auth/react";
import { useTranslations } from "next-intl";

export function SignOutButton() {
  const t = useTranslations("menu");
  return (
    <Button variant="subtle" size="xs" onClick={() => signOut({ callbackUrl: "/sign-in?reason=signed-out" })}>
      {t("signOut")}
    </Button>
  );
}
