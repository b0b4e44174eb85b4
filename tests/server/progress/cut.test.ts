import { expect, test } from "vitest";
import { VirtualClock } from "../../../server/core/virtual-clock";
import { parseBatchingSettings } from "../../../server/progress/batching-settings";
import { createProgressTopic } from "../../../server/progress/create-progress-topic";
import { PIECE } from "../../../server/progress/cut";
import { Mirror } from "./mirror";

const turn = () => new Promise<void>((resolve) => setImmediate(resolve));

/** The same story of a few subjects, with `others` more beside them that do nothing. */
async function tell(others: number) {
  const live = createProgressTopic({
    clock: new VirtualClock(),
    phases: ["waiting", "running"],
    statuses: ["open", "failed"],
    fields: ["note"],
    batching: parseBatchingSettings({ "max-batch-size": 100_000, capacity: 100_000 }),
  });
  const mirror = new Mirror();
  const slow = new Mirror();
  let release = () => {};
  live.topic.subscribe(mirror.take);
  live.topic.subscribe((batch) => {
    slow.take(batch);
    return new Promise<void>((resolve) => (release = resolve));
  });
  const subjects = Array.from({ length: 6 }, () => live.add());
  for (let at = 0; at < others; at++) live.add();
  subjects[0]!.set("note", "before");
  await subjects[0]!.phase("running", { healthy: true });
  subjects[0]!.set("note", "after");
  subjects[1]!.progress(0.5);
  await live.takeLease({ subject: subjects[1]!.subject, epoch: 1, resource: "db", fence: 1 });
  await live.rollBack(subjects[1]!, "unhealthy", 1);
  await subjects[2]!.finish("failed");
  await live.remove(subjects[3]!.subject);
  live.add();
  const [part] = await live.divide(subjects[4]!, [{ weight: 1 }]);
  part!.progress(1);
  await live.divide(subjects[4]!, [{ weight: 1 }]);
  live.topic.flush();
  const rest = async () => {
    for (let round = 0; round < 50; round++, release()) await turn();
  };
  await rest();
  live.reporter(subjects[0]!.subject).set("note", "last");
  live.topic.flush();
  await rest();
  return { mirror, slow };
}

const ofStory = ({ entries }: Mirror, others: number) =>
  entries
    .filter(({ subject }) => subject >>> 0 < 6 || subject >>> 0 >= 6 + others)
    .map((entry) => {
      const row = entry.subject >>> 0;
      return row < 6 ? entry : { ...entry, subject: entry.subject - others };
    });

test("a cut in pieces tells the same as a cut of one piece, entry by entry", async () => {
  const small = await tell(0);
  const large = await tell(2 * PIECE);
  expect(large.mirror.batches.map(({ more }) => more)).toEqual([true, true, false, false]);
  expect(ofStory(large.mirror, 2 * PIECE)).toEqual(small.mirror.entries);
  expect(ofStory(large.slow, 2 * PIECE)).toEqual(small.slow.entries);
  expect(new Set(small.mirror.entries.map(({ kind }) => kind))).toEqual(
    new Set(["value", "phase", "lease", "rollback", "rebase", "terminal", "removed"]),
  );
  expect(large.slow.picture()).toEqual(large.mirror.picture());
});
