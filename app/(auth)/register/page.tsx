import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { execute } from "../../_lib/execute";
import { graphql } from "../../_lib/graphql";
import { RegisterForm } from "./register-form";

const RegistrationQuery = graphql(`
  query Registration {
    instance { registration hasUsers leastPasswordLength }
  }
`);

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("auth"))("register") };
}

/** `code` in the address fills in the invitation, so that an invitation can be sent as a link. */
export default async function RegisterPage({ searchParams }: { searchParams: Promise<{ code?: string }> }) {
  const { instance } = await execute(RegistrationQuery);
  const { code } = await searchParams;
  return (
    <RegisterForm
      registration={instance.registration}
      first={!instance.hasUsers}
      leastPasswordLength={instance.leastPasswordLength}
      code={code ?? ""}
    />
  );
}
