"use client";

import { Badge, Group, Loader, Stack, Text, UnstyledButton } from "@mantine/core";
import { IconAlertTriangle, IconCircleCheck, IconCircleX } from "@tabler/icons-react";
import { useTranslations } from "next-intl";
import type { Problem } from "./problem";
import classes from "./problem-list.module.css";

interface ProblemListProps {
  problems: readonly Problem[];
  /** The text is being checked, or has changed since. */
  checking: boolean;
  onGoTo: (line: number, column: number) => void;
}

/** Everything wrong with a document at once; each leads to its place. */
export function ProblemList({ problems, checking, onGoTo }: ProblemListProps) {
  const t = useTranslations("editor");
  const errors = problems.filter(({ severity }) => severity === "error").length;
  return (
    <section aria-label={t("problems")}>
      <Group gap={6} mb={4} role="status">
        <StateIcon errors={errors} checking={checking} />
        <Text size="sm">
          {checking ? t("checking") : errors > 0 ? t("problemCount", { count: errors }) : t("valid")}
        </Text>
      </Group>
      {problems.length > 0 && (
        <Stack component="ul" gap={2} className={classes.list}>
          {problems.map((problem, index) => (
            // biome-ignore lint/suspicious/noArrayIndexKey: one place can have the same problem twice
            <li key={index}>
              <UnstyledButton
                className={classes.problem}
                onClick={() => onGoTo(problem.line ?? 1, problem.column ?? 1)}
              >
                {problem.severity === "error" ? (
                  <IconCircleX size={14} color="var(--mantine-color-error)" aria-label={t("error")} />
                ) : (
                  <IconAlertTriangle
                    size={14}
                    color="var(--mantine-color-orange-6)"
                    aria-label={t("warning")}
                  />
                )}
                <Badge size="xs" variant="default" ff="monospace" className={classes.place}>
                  {problem.line === null ? "–" : `${problem.line}:${problem.column ?? 1}`}
                </Badge>
                <span>{problem.message}</span>
              </UnstyledButton>
            </li>
          ))}
        </Stack>
      )}
    </section>
  );
}

function StateIcon({ errors, checking }: { errors: number; checking: boolean }) {
  if (checking) return <Loader size={14} aria-hidden />;
  return errors > 0 ? (
    <IconCircleX size={16} color="var(--mantine-color-error)" aria-hidden />
  ) : (
    <IconCircleCheck size={16} color="var(--mantine-color-green-6)" aria-hidden />
  );
}
