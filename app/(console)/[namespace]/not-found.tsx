import { getTranslations } from "next-intl/server";
import { Notice } from "../../_components/notice";

/** A thing that is not there, or no longer; the console's frame stays. */
export default async function ConsoleNotFound() {
  const t = await getTranslations("notFound");
  return (
    <Notice
      icon="missing"
      title={t("title")}
      body={t("body")}
      action={{ href: "/", label: t("home") }}
      framed
    />
  );
}
