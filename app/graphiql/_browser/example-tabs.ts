const who = `# Who asks, and where they may do what.
query Me {
  me {
    name
    namespaces {
      slug
      role
      permissions
    }
  }
}
`;

const runQuery = `# A run with its steps and its first events.
query Run($id: ID!) {
  run(id: $id) {
    status
    durationMillis
    steps {
      step
      operation
      status
      rowsIn
      rowsOut
      rowsFiltered
      rowsFailed
    }
    events(first: 100) {
      sequence
      type
      at
      payload
    }
  }
}
`;

const runSubscription = `# Every event of a run, from number 1 on: first what is there, then what comes.
subscription RunEvents($runId: ID!) {
  runEvents(runId: $runId, after: 0) {
    sequence
    type
    at
    payload
  }
}
`;

/** What the explorer opens with; with a run's id, that run. */
export function exampleTabs(run: string | null): { query: string; variables: string }[] {
  const variables = (name: string) => JSON.stringify({ [name]: run ?? "run_…" }, null, 2);
  const ofRun = [
    { query: runQuery, variables: variables("id") },
    { query: runSubscription, variables: variables("runId") },
  ];
  return run ? ofRun : [{ query: who, variables: "" }, ...ofRun];
}
