import type { Metadata } from "next";
import { getTranslations } from "next-intl/server";
import { execute } from "../../../../_lib/execute";
import { getViewer } from "../../../../_lib/viewer";
import { TokenList } from "./token-list";
import { TokensQuery } from "./tokens-query";

export async function generateMetadata(): Promise<Metadata> {
  return { title: (await getTranslations("settings"))("tokens") };
}

export default async function TokensPage() {
  const { me, instance } = await getViewer();
  const tokens = (await execute(TokensQuery)).me.accessTokens;
  return (
    <TokenList
      tokens={tokens}
      namespaces={me.namespaces}
      permissions={instance.permissions.map(({ name }) => name)}
    />
  );
}
