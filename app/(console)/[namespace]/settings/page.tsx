import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { getInstance, getViewer } from "../../../_lib/viewer";
import { JoinForm } from "./join-form";
import { PasswordForm } from "./password-form";
import { ProfileCard } from "./profile-card";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("settings"))("profile") };
}

export default async function ProfilePage() {
  const { me } = await getViewer();
  const { leastPasswordLength } = await getInstance();
  return (
    <>
      <ProfileCard viewer={me} />
      <PasswordForm leastLength={leastPasswordLength} name={me.name} />
      <JoinForm />
    </>
  );
}
