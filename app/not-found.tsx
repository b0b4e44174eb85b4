import { getTranslations } from "next-intl/server";
import { Notice } from "./_components/notice";

export default async function NotFound() {
  const t = await getTranslations("notFound");
  return (
    <Notice icon="missing" title={t("title")} body={t("body")} action={{ href: "/", label: t("home") }} />
  );
}
