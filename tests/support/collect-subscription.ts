import type { Client, FormattedExecutionResult } from "graphql-ws";

/** Runs a subscription until `enough` says so (then completes it), or until it ends; rejects with its error. */
export function collectSubscription<Data>(
  client: Client,
  operation: { query: string; variables?: Record<string, unknown> },
  enough: (results: Data[]) => boolean,
): Promise<Data[]> {
  const results: Data[] = [];
  return new Promise((resolve, reject) => {
    const stop = client.subscribe<Data>(operation, {
      next: (result: FormattedExecutionResult<Data, unknown>) => {
        if (result.errors) return reject(result.errors);
        results.push(result.data as Data);
        if (enough(results)) stop();
      },
      error: reject,
      complete: () => resolve(results),
    });
  });
}
