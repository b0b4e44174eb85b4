import { Title } from "@mantine/core";
import { getTranslations } from "next-intl/server";

export default async function DashboardPage() {
  const t = await getTranslations("menu");
  return (
    <Title order={1} size="h2">
      {t("dashboard")}
    </Title>
  );
}
