"use client";

import { Alert, Anchor, Button, Card, PasswordInput, Stack, TextInput, Title } from "@mantine/core";
import { useForm } from "@mantine/form";
import Link from "next/link";
import { useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { formTexts } from "../../_lib/form-texts";
import { adoptLanguage } from "../adopt-language";
import { signInWithPassword } from "../sign-in-with-password";

const notices = { expired: "expired", "signed-out": "signedOut", registered: "registered" } as const;

export function SignInForm({ next, reason }: { next: string; reason?: string }) {
  const t = useTranslations("auth");
  const [failure, setFailure] = useState<"wrongPassword" | "rateLimited" | "unreachable" | null>(null);
  const [busy, setBusy] = useState(false);
  const errors = useTranslations("errors");
  const form = useForm({
    mode: "uncontrolled",
    initialValues: { name: "", password: "" },
    validate: {
      name: (value) => (value.trim() ? null : t("required")),
      password: (value) => (value ? null : t("required")),
    },
  });
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const { name, password } = formTexts(event.currentTarget, ["name", "password"]);
    form.setValues({ name, password });
    if (form.validate().hasErrors) return;
    setBusy(true);
    setFailure(null);
    const outcome = await signInWithPassword(name, password);
    if (outcome === "ok") {
      // Without an answer the page comes in the browser's language.
      await adoptLanguage().catch(() => {});
      // A whole page load: every part of the page now belongs to somebody.
      window.location.assign(next);
      return;
    }
    setBusy(false);
    setFailure(outcome);
  };
  const notice = notices[reason as keyof typeof notices];
  return (
    <Card withBorder padding="xl" component="section" aria-labelledby="sign-in-title">
      <form onSubmit={submit} noValidate>
        <Stack>
          <Title order={1} size="h3" id="sign-in-title">
            {t("signInTitle")}
          </Title>
          {notice && !failure && <Alert variant="light">{t(notice)}</Alert>}
          {failure && (
            <Alert color="red" role="alert">
              {failure === "unreachable" ? errors("NETWORK") : t(failure)}
            </Alert>
          )}
          <TextInput
            name="name"
            label={t("name")}
            autoComplete="username"
            autoCapitalize="none"
            spellCheck={false}
            required
            autoFocus
            key={form.key("name")}
            {...form.getInputProps("name")}
          />
          <PasswordInput
            name="password"
            label={t("password")}
            autoComplete="current-password"
            required
            key={form.key("password")}
            {...form.getInputProps("password")}
          />
          <Button type="submit" loading={busy} fullWidth>
            {t("signIn")}
          </Button>
          <Anchor component={Link} href="/register" size="sm" ta="center">
            {t("toRegister")}
          </Anchor>
        </Stack>
      </form>
    </Card>
  );
}
