import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { safePath } from "../../_lib/safe-path";
import { SignInForm } from "./sign-in-form";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("auth"))("signIn") };
}

type Search = { next?: string; reason?: string };

/** `next` is where the viewer wanted to go; `reason` says why they are here: expired, signed-out or registered. */
export default async function SignInPage({ searchParams }: { searchParams: Promise<Search> }) {
  const { next, reason } = await searchParams;
  return <SignInForm next={safePath(next)} reason={reason} />;
}
