import { Box, Center, Group, Stack, Text } from "@mantine/core";
import type { ReactNode } from "react";
import { LanguageSwitch } from "../_components/language-switch";
import { ThemeSwitch } from "../_components/theme-switch";

/** Pages for people who are not signed in: one card, and the two switches. */
export default function AuthLayout({ children }: { children: ReactNode }) {
  return (
    <Box mih="100dvh" pos="relative">
      <Group component="header" justify="space-between" p="md">
        <Text fw={700}>Signalbox</Text>
        <Group gap="xs">
          <LanguageSwitch />
          <ThemeSwitch />
        </Group>
      </Group>
      <Center component="main" px="md" pt="6vh" pb="xl">
        <Stack w="100%" maw={400}>
          {children}
        </Stack>
      </Center>
    </Box>
  );
}
