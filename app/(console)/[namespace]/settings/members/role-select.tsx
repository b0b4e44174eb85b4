"use client";

import { Select, type SelectProps, Text } from "@mantine/core";
import { useTranslations } from "next-intl";

export const roles = ["viewer", "operator", "editor", "admin"] as const;
export type Role = (typeof roles)[number];

interface RoleSelectProps extends Omit<SelectProps, "data" | "value" | "onChange"> {
  value: Role;
  onChange: (role: Role) => void;
}

/** A role, each with what it adds to the one before. */
export function RoleSelect({ value, onChange, ...props }: RoleSelectProps) {
  const names = useTranslations("roles");
  const hints = useTranslations("roleHints");
  return (
    <Select
      {...props}
      data={roles.map((role) => ({ value: role, label: names(role) }))}
      value={value}
      onChange={(role) => role && onChange(role as Role)}
      allowDeselect={false}
      comboboxProps={{ width: 260, position: "bottom-start" }}
      renderOption={({ option }) => (
        <div>
          <Text size="sm">{option.label}</Text>
          <Text size="xs" c="dimmed">
            {hints(option.value as Role)}
          </Text>
        </div>
      )}
    />
  );
}
