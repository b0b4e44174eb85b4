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

const runQuery = (run: string) => `# A run with its steps and its first events.
query Run {
  run(id: ${JSON.stringify(run)}) {
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

const runSubscription = (
  run: string,
) => `# Every event of a run, from number 1 on: first what is there, then what comes.
subscription RunEvents {
  runEvents(runId: ${JSON.stringify(run)}, after: 0) {
    sequence
    type
    at
    payload
  }
}
`;

/** What the explorer opens with; with a run's id, that run. */
export function exampleTabs(run: string | null): { query: string }[] {
  const ofRun = [{ query: runQuery(run ?? "run_…") }, { query: runSubscription(run ?? "run_…") }];
  return run ? ofRun : [{ query: who }, ...ofRun];
}
