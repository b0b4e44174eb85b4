import type { CSSVariablesResolver } from "@mantine/core";

// Mantine's greys and tints fall short of the 4.5:1 that small text needs to be read by everybody (WCAG 1.4.3).
export const cssVariables: CSSVariablesResolver = () => ({
  variables: {},
  light: {
    "--mantine-color-dimmed": "#5c636a",
    "--mantine-color-placeholder": "#6c757d",
    "--mantine-color-green-light-color": "#1b6129",
    "--mantine-color-orange-light-color": "#a13f00",
    "--mantine-color-red-light-color": "#b02525",
    "--mantine-color-blue-light-color": "#155a9c",
    "--mantine-color-gray-light-color": "#495057",
    "--mantine-color-orange-text": "#b54708",
    "--mantine-color-red-text": "#c92a2a",
    "--mantine-color-error": "#c92a2a",
  },
  dark: {
    "--mantine-color-dimmed": "#a6a7ab",
    "--mantine-color-placeholder": "#909296",
  },
});
