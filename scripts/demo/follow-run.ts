import { createClient } from "graphql-ws";
import WebSocket from "ws";
import type { DemoAccount } from "./account";

interface RunEvent {
  readonly sequence: number;
  readonly type: string;
  readonly payload: Readonly<Record<string, unknown>>;
}

const endings = new Set(["RunSucceeded", "RunFailed", "RunCancelled"]);

/** Runs a pipeline and prints its events as they arrive, from number 1 on, as any subscriber may. */
export async function followRun(
  { address, cookie, graphql }: DemoAccount,
  pipelineId: string,
): Promise<void> {
  const { runPipeline } = await graphql<{
    runPipeline: { run: { id: string } | null; errors: { message: string; line: number | null }[] };
  }>(
    `mutation($pipelineId: ID!) { runPipeline(pipelineId: $pipelineId) { run { id } errors { message line } } }`,
    { pipelineId },
  );
  if (!runPipeline.run)
    throw new Error(runPipeline.errors.map(({ message, line }) => `line ${line}: ${message}`).join("\n"));

  const withCookie = class extends WebSocket {
    constructor(url: string, protocols: string | string[]) {
      super(url, protocols, { headers: { cookie, origin: address } });
    }
  };
  const client = createClient({ url: `${address.replace("http", "ws")}/graphql`, webSocketImpl: withCookie });
  const events = client.iterate<{ runEvents: RunEvent }>({
    query: `subscription($runId: ID!) { runEvents(runId: $runId, after: 0) { sequence type payload } }`,
    variables: { runId: runPipeline.run.id },
  });
  for await (const { data, errors } of events) {
    if (errors?.[0]) throw new Error(errors[0].message);
    if (!data) continue;
    const { sequence, type, payload } = data.runEvents;
    const { operation, rowsIn, rowsOut, durationMillis } = payload;
    const facts = { operation, rowsIn, rowsOut, durationMillis };
    const known = Object.entries(facts).filter(([, value]) => value !== undefined && value !== null);
    console.log(
      `   ${String(sequence).padStart(3)}  ${type}  ${known.map(([name, value]) => `${name}=${value}`).join(" ")}`,
    );
    if (endings.has(type)) break;
  }
  await client.dispose();
}
