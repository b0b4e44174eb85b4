import type { MachineTable, Stateful, TransitionRules } from "./machine";

/**
 * Refuses, when the server starts, a table that could strand something: every state must be reachable from the
 * initial one, every state that is not terminal must have a way out to a terminal one, and none may leave a terminal one.
 */
export function checkTable<Subject extends Stateful>({
  name,
  states,
  initial,
  terminal,
  transitions,
}: MachineTable<Subject, TransitionRules<Subject>>): void {
  const wrong = (what: string) => new Error(`The ${name} machine is wrong: ${what}.`);
  const known = new Set<string>(states);
  const rules = Object.entries(transitions);
  for (const state of [initial, ...terminal])
    if (!known.has(state)) throw wrong(`"${state}" is not among its states`);
  for (const [transition, { from, to }] of rules) {
    for (const state of [...from, to])
      if (!known.has(state)) throw wrong(`"${transition}" names the unknown state "${state}"`);
    const left = from.find((state) => terminal.includes(state));
    if (left) throw wrong(`"${transition}" leaves the terminal state ${left}`);
  }
  const edges = rules.flatMap(([, { from, to }]) => from.map((state) => [state, to] as const));
  const reached = closure([initial], edges);
  const ending = closure(
    terminal,
    edges.map(([from, to]) => [to, from] as const),
  );
  for (const state of states) {
    if (!reached.has(state)) throw wrong(`nothing leads to ${state}`);
    if (!ending.has(state)) throw wrong(`nothing leads from ${state} to an end`);
  }
}

/** Every state that can be reached over the edges, the starting ones included. */
function closure(
  start: readonly string[],
  edges: ReadonlyArray<readonly [from: string, to: string]>,
): Set<string> {
  const found = new Set(start);
  const pending = [...start];
  for (let state = pending.pop(); state !== undefined; state = pending.pop()) {
    for (const [from, to] of edges) {
      if (from !== state || found.has(to)) continue;
      found.add(to);
      pending.push(to);
    }
  }
  return found;
}
