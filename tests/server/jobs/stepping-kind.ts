import type { JobKind } from "../../../server/jobs/job-kind";
import { testKind } from "./worker-kit";

/** Works in ten steps, with a checkpoint and a note in the database after each; says what is stored. */
export const steppingKind = (say: (step: string) => void): JobKind =>
  testKind(async (job) => {
    for (let step = (job.checkpoint as number | null) ?? 0; step < 10; step++) {
      await new Promise((resolve) => setTimeout(resolve, 5));
      const name = `note:${job.subjectId}:${step}`;
      await job.saveCheckpoint(step + 1, async (tx) => {
        await tx.client.stream.create({ data: { id: name, kind: "note", createdAt: new Date() } });
      });
      say(name);
    }
  });
