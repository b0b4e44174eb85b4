import { type Client, createClient } from "graphql-ws";
import { encode } from "next-auth/jwt";
import { afterAll } from "vitest";
import { WebSocket } from "ws";
import type { Env } from "../../server/env";
import { sqlite } from "../support/database";
import { openTestAccount, type TestAccount } from "../support/first-account";
import { startServer, type TestServer } from "../support/server";

/** What came back over HTTP, whole. */
export interface Answer {
  readonly status: number;
  readonly headers: Headers;
  readonly text: string;
  // biome-ignore lint/suspicious/noExplicitAny: tests look into answers of every shape.
  readonly body: any;
}

export interface World {
  readonly server: TestServer;
  /** The first account: administrator of the instance and of the namespace "ada-works". */
  readonly ada: TestAccount;
  /** Somebody else, with a namespace of their own. */
  join(name: string): Promise<TestAccount>;
  /** What the account's browser sends after it signed in. */
  cookie(account: TestAccount): Promise<string>;
  ask(token: string, query: string, variables?: object): Promise<Answer>;
  /** Any request; a body that is no text is sent as JSON. */
  send(path: string, init?: Omit<RequestInit, "body"> & { body?: unknown; token?: string }): Promise<Answer>;
  /** Uploads a file into the account's namespace and waits until it was imported. Answers the dataset's id. */
  dataset(account: TestAccount, fileName: string, content: string): Promise<string>;
  pipeline(account: TestAccount, name: string, document: string): Promise<string>;
  /** Starts a run and, unless told otherwise, waits for its end. Answers its id. */
  run(account: TestAccount, pipelineId: string, wait?: boolean): Promise<string>;
  ended(account: TestAccount, runId: string): Promise<string>;
  socket(token: string): Client;
}

/** A real server and real clients. */
export async function openWorld(settings: Partial<Env> = {}): Promise<World> {
  const server = await startServer(await sqlite().create(), settings);
  const { services } = server.kernel;
  const clients: Client[] = [];
  afterAll(() => Promise.all(clients.map((client) => client.dispose())));

  const send: World["send"] = async (path, { body, token, headers, ...init } = {}) => {
    const response = await fetch(`${server.address}${path}`, {
      ...init,
      headers: {
        ...(body !== undefined && typeof body !== "string" && { "content-type": "application/json" }),
        ...(token && { authorization: `Bearer ${token}` }),
        ...(headers as Record<string, string>),
      },
      body: typeof body === "string" || body === undefined ? body : JSON.stringify(body),
    });
    const text = await response.text();
    const json = /^application\/(json|graphql-response\+json)\b/.test(
      response.headers.get("content-type") ?? "",
    );
    return {
      status: response.status,
      headers: response.headers,
      text,
      body: json && text ? JSON.parse(text) : null,
    };
  };
  const ask: World["ask"] = (token, query, variables = {}) =>
    send("/graphql", { method: "POST", token, body: { query, variables } });

  const ended: World["ended"] = async (account, runId) => {
    for (;;) {
      const { body } = await ask(
        account.token,
        "query ($runId: ID!) { run(id: $runId) { status endedAt } }",
        {
          runId,
        },
      );
      if (body.data.run.endedAt) return body.data.run.status;
      await new Promise((resolve) => setTimeout(resolve, 20));
    }
  };

  return {
    server,
    ada: await openTestAccount(services),
    join: (name) => openTestAccount(services, name),
    ask,
    send,
    ended,
    async cookie({ context: { actor } }) {
      if (actor.kind !== "user") throw new Error("Only people have a cookie.");
      const { authSecret } = server.kernel.env;
      const text = await encode({ token: { sessionId: actor.sessionId } as never, secret: authSecret });
      return `signalbox-session=${text}`;
    },
    async dataset(account, fileName, content) {
      const made = await send(`/uploads/datasets?namespace=${account.namespace}&fileName=${fileName}`, {
        method: "POST",
        token: account.token,
        headers: { "content-type": "application/octet-stream" },
        body: content,
      });
      if (made.status !== 201) throw new Error(made.text);
      const { id } = made.body;
      for (;;) {
        const { body } = await ask(
          account.token,
          "query ($id: ID!) { dataset(id: $id) { status error { message } } }",
          {
            id,
          },
        );
        const { status, error } = body.data.dataset;
        if (status === "READY") return id;
        if (status === "FAILED") throw new Error(error.message);
        await new Promise((resolve) => setTimeout(resolve, 20));
      }
    },
    async pipeline({ token, namespace }, name, document) {
      const { body } = await ask(
        token,
        `mutation ($namespace: String!, $name: String!, $document: String!) {
          createPipeline(namespace: $namespace, name: $name, document: $document) { pipeline { id } errors { message } } }`,
        { namespace, name, document },
      );
      return body.data.createPipeline.pipeline.id;
    },
    async run(account, pipelineId, wait = true) {
      const { text, body } = await ask(
        account.token,
        "mutation ($id: ID!) { runPipeline(pipelineId: $id) { run { id } errors { message } } }",
        { id: pipelineId },
      );
      if (!body.data?.runPipeline.run) throw new Error(text);
      const { id } = body.data.runPipeline.run;
      if (wait) await ended(account, id);
      return id;
    },
    socket(token) {
      const client = createClient({
        url: `${server.address.replace("http", "ws")}/graphql`,
        webSocketImpl: WebSocket,
        connectionParams: { token },
        retryAttempts: 0,
      });
      clients.push(client);
      return client;
    },
  };
}

/** A pipeline that spends about a millisecond on each of a dataset's rows, in three operations. */
export const slowDocument = (dataset: string, rounds = 40_000) => `
datasets: {rows: {type: dataset, dataset: ${dataset}}}
operations:
  - {name: keep, type: code_filter, code: "function transform(row) { return row.n >= 0; }"}
  - name: burn
    type: code_map
    code: |
      function transform(row) {
        let sum = 0;
        for (let i = 0; i < ${rounds}; i++) sum += i;
        return { sum };
      }
  - {name: last, type: code_map, code: "function transform(row) { return { twice: row.n * 2 }; }"}
pipeline: {steps: [{name: s, input: rows, operations: [keep, burn, last]}]}
`;

export const numbers = (count: number) =>
  Array.from({ length: count }, (_, n) => JSON.stringify({ n })).join("\n");
