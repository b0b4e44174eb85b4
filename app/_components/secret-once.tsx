"use client";

import { ActionIcon, Alert, Code, Group, Text, Tooltip } from "@mantine/core";
import { IconCheck, IconCopy } from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import { useState } from "react";

/** A secret that is shown this one time, ready to be copied. */
export function SecretOnce({ title, body, secret }: { title: string; body: string; secret: string }) {
  const t = useTranslations("app");
  const [copied, setCopied] = useState(false);
  // Browsers give plain-HTTP addresses no clipboard; there the text is selected by a click.
  const copy = async () => {
    await navigator.clipboard?.writeText(secret);
    setCopied(true);
  };
  const canCopy = typeof navigator !== "undefined" && navigator.clipboard !== undefined;
  return (
    <Alert color="green" title={title} role="alert" mb="md">
      <Text size="sm" mb="xs">
        {body}
      </Text>
      <Group gap="xs" wrap="nowrap">
        <Code block style={{ userSelect: "all", overflowWrap: "anywhere", whiteSpace: "pre-wrap" }}>
          {secret}
        </Code>
        {canCopy && (
          <Tooltip label={copied ? t("copied") : t("copy")}>
            <ActionIcon
              variant="default"
              size="lg"
              onClick={copy}
              aria-label={copied ? t("copied") : t("copy")}
            >
              {copied ? <IconCheck size={16} aria-hidden /> : <IconCopy size={16} aria-hidden />}
            </ActionIcon>
          </Tooltip>
        )}
      </Group>
    </Alert>
  );
}
