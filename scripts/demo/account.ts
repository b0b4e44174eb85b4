import { randomBytes } from "node:crypto";
import { existsSync, readFileSync, writeFileSync } from "node:fs";
import { join } from "node:path";

/** A signed-in client of a running server. */
export interface DemoAccount {
  readonly address: string;
  readonly name: string;
  readonly password: string;
  /** The namespace that is filled. */
  readonly namespace: string;
  readonly cookie: string;
  graphql<Data>(query: string, variables?: Record<string, unknown>): Promise<Data>;
}

const namespace = "demo";

/** Registers the demo's account at the first start, signs in, and makes its namespace. */
export async function openAccount(address: string, dataDir: string): Promise<DemoAccount> {
  const file = join(dataDir, "demo-account.json");
  const isNew = !existsSync(file);
  const { name, password } = isNew
    ? { name: "demo", password: randomBytes(9).toString("base64url") }
    : (JSON.parse(readFileSync(file, "utf8")) as { name: string; password: string });
  if (isNew) {
    const { register } = await post<{ register: { errors: { message: string }[] } }>(
      address,
      "",
      `mutation($name: String!, $password: String!) { register(input: { name: $name, password: $password }) { errors { message } } }`,
      { name, password },
    );
    if (register.errors[0])
      throw new Error(
        `${register.errors[0].message} (The data folder belongs to other accounts; set DATA_DIR to a new one.)`,
      );
    writeFileSync(file, `${JSON.stringify({ name, password })}\n`, { mode: 0o600 });
  }
  const cookie = await signIn(address, name, password);
  const graphql = <Data>(query: string, variables: Record<string, unknown> = {}) =>
    post<Data>(address, cookie, query, variables);
  const account = { address, name, password, namespace, cookie, graphql };
  await ensureNamespace(account);
  return account;
}

async function ensureNamespace({ graphql }: DemoAccount): Promise<void> {
  const { me } = await graphql<{ me: { namespaces: { slug: string }[] } }>("{ me { namespaces { slug } } }");
  if (me.namespaces.some(({ slug }) => slug === namespace)) return;
  const { createNamespace } = await graphql<{ createNamespace: { errors: { message: string }[] } }>(
    `mutation($slug: String!) { createNamespace(input: { name: "Demo", slug: $slug }) { errors { message } } }`,
    { slug: namespace },
  );
  if (createNamespace.errors[0]) throw new Error(createNamespace.errors[0].message);
}

/** As the sign-in page does: next-auth's token against cross-site requests, then the credentials. */
async function signIn(address: string, name: string, password: string): Promise<string> {
  const first = await fetch(`${address}/api/auth/csrf`);
  const { csrfToken } = (await first.json()) as { csrfToken: string };
  const cookies = cookiesOf(first);
  const answer = await fetch(`${address}/api/auth/callback/credentials`, {
    method: "POST",
    redirect: "manual",
    headers: { "content-type": "application/x-www-form-urlencoded", cookie: cookies, origin: address },
    body: new URLSearchParams({ csrfToken, name, password, json: "true" }),
  });
  const session = cookiesOf(answer);
  if (!session.includes("signalbox-session="))
    throw new Error(`Signing in as ${name} was refused (${answer.status}).`);
  return session;
}

const cookiesOf = (response: Response): string =>
  response.headers
    .getSetCookie()
    .map((cookie) => cookie.split(";", 1)[0])
    .join("; ");

async function post<Data>(
  address: string,
  cookie: string,
  query: string,
  variables: Record<string, unknown>,
): Promise<Data> {
  const response = await fetch(`${address}/graphql`, {
    method: "POST",
    headers: { "content-type": "application/json", cookie, origin: address },
    body: JSON.stringify({ query, variables }),
  });
  const { data, errors } = (await response.json()) as { data: Data; errors?: { message: string }[] };
  if (errors?.[0]) throw new Error(errors[0].message);
  return data;
}
