import { redirect } from "next/navigation";
import { getTranslations } from "next-intl/server";
import { NewNamespaceForm } from "./_components/new-namespace-form";
import { Notice } from "./_components/notice";
import { SignOutButton } from "./_components/sign-out-button";
import { getViewer } from "./_lib/viewer";

/** The way in: to the viewer's first namespace. */
export default async function StartPage() {
  const { me } = await getViewer();
  const first = me.namespaces[0];
  if (first) redirect(`/${first.slug}`);
  const t = await getTranslations("noNamespace");
  return (
    <Notice icon="team" title={t("title")} body={t("body")}>
      <NewNamespaceForm />
      <SignOutButton />
    </Notice>
  );
}
