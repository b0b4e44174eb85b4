import type { Transaction } from "../core/database";
import type { InputOf } from "../core/machine";
import type { TransitionRecord } from "../events/apply-transition";
import { applyTransition } from "../events/apply-transition";
import type { NewEventOf } from "../events/define-events";
import { datasetEvents } from "./dataset-events";
import type { DatasetKey } from "./dataset-files";
import { datasetMachine } from "./dataset-machine";
import { datasetStore } from "./dataset-store";

type Rules = typeof datasetMachine.transitions;

/** Changes a dataset's status as part of `tx`, with the event that tells of it. Throws ILLEGAL_TRANSITION, NOT_FOUND. */
export async function changeDataset<Name extends keyof Rules & string>(
  tx: Transaction,
  dataset: DatasetKey,
  change: {
    name: Name;
    input: InputOf<Rules[Name]>;
    event: NewEventOf<typeof datasetEvents.schemas>;
    now: Date;
  },
): Promise<void> {
  const record = (): TransitionRecord => ({ stream: datasetEvents.stream(dataset), events: [change.event] });
  await applyTransition(tx, {
    machine: datasetMachine,
    store: datasetStore,
    id: dataset.id,
    name: change.name,
    input: change.input,
    now: change.now,
    record,
  });
}
