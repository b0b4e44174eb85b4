"use client";

import { Alert, Anchor, Button, Card, PasswordInput, Stack, Text, TextInput, Title } from "@mantine/core";
import { useForm } from "@mantine/form";
import Link from "next/link";
import { useLocale, useTranslations } from "next-intl";
import { type FormEvent, useState } from "react";
import { request } from "../../_lib/client";
import { formTexts } from "../../_lib/form-texts";
import { graphql } from "../../_lib/graphql";
import { useErrorText } from "../../_lib/use-error-text";
import { signInWithPassword } from "../sign-in-with-password";

const Register = graphql(`
  mutation Register($input: RegisterInput!) {
    register(input: $input) {
      user { id }
      errors { code message path }
    }
  }
`);

interface RegisterFormProps {
  registration: "OPEN" | "INVITE" | "CLOSED";
  /** Nobody is registered yet: this account will administer the instance, whatever the registration setting. */
  first: boolean;
  leastPasswordLength: number;
  code: string;
}

export function RegisterForm({ registration, first, leastPasswordLength, code }: RegisterFormProps) {
  const t = useTranslations("auth");
  const errorText = useErrorText();
  const locale = useLocale();
  const [failure, setFailure] = useState<string | null>(null);
  const [busy, setBusy] = useState(false);
  const invited = registration === "INVITE" && !first;
  const form = useForm({
    mode: "uncontrolled",
    initialValues: { name: "", password: "", again: "", inviteCode: code },
    validate: {
      name: (value) => (value.trim() ? null : t("required")),
      password: (value) =>
        value.length >= leastPasswordLength ? null : t("passwordTooShort", { min: leastPasswordLength }),
      again: (value, { password }) => (value === password ? null : t("passwordsDiffer")),
      inviteCode: (value) => (!invited || value.trim() ? null : t("required")),
    },
  });
  const submit = async (event: FormEvent<HTMLFormElement>) => {
    event.preventDefault();
    const values = formTexts(event.currentTarget, ["name", "password", "again", "inviteCode"]);
    form.setValues(values);
    if (form.validate().hasErrors) return;
    const { name, password, inviteCode } = values;
    setBusy(true);
    setFailure(null);
    try {
      const input = { name: name.trim(), password, locale, inviteCode: inviteCode.trim() || null };
      const { register } = await request(Register, { input });
      if (register.user) {
        const outcome = await signInWithPassword(input.name, password);
        window.location.assign(outcome === "ok" ? "/" : "/sign-in?reason=registered");
        return;
      }
      const [error] = register.errors;
      const field = error?.path.at(-1);
      if (error && field && field in values) form.setFieldError(field, errorText(error));
      else setFailure(errorText(error));
    } catch (error) {
      setFailure(errorText(error));
    }
    setBusy(false);
  };
  if (registration === "CLOSED" && !first) {
    return (
      <Alert title={t("registerTitle")}>
        <Stack>
          {t("closed")}
          <Anchor component={Link} href="/sign-in">
            {t("toSignIn")}
          </Anchor>
        </Stack>
      </Alert>
    );
  }
  return (
    <Card withBorder padding="xl" component="section" aria-labelledby="register-title">
      <form onSubmit={submit} noValidate>
        <Stack>
          <Title order={1} size="h3" id="register-title">
            {t("registerTitle")}
          </Title>
          {(first || invited) && (
            <Text size="sm" c="dimmed">
              {t(first ? "firstAccount" : "inviteOnly")}
            </Text>
          )}
          {failure && (
            <Alert color="red" role="alert">
              {failure}
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
            description={t("passwordHint", { min: leastPasswordLength })}
            autoComplete="new-password"
            required
            key={form.key("password")}
            {...form.getInputProps("password")}
          />
          <PasswordInput
            name="again"
            label={t("passwordAgain")}
            autoComplete="new-password"
            required
            key={form.key("again")}
            {...form.getInputProps("again")}
          />
          {!first && registration !== "CLOSED" && (
            <TextInput
              name="inviteCode"
              label={t("inviteCode")}
              description={t("inviteCodeHint")}
              autoComplete="off"
              spellCheck={false}
              required={invited}
              key={form.key("inviteCode")}
              {...form.getInputProps("inviteCode")}
            />
          )}
          <Button type="submit" loading={busy} fullWidth>
            {t("register")}
          </Button>
          <Anchor component={Link} href="/sign-in" size="sm" ta="center">
            {t("toSignIn")}
          </Anchor>
        </Stack>
      </form>
    </Card>
  );
}
