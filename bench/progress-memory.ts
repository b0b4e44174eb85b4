import { PHASE, PROGRESS } from "../server/progress/page";
import { Pending } from "../server/progress/pending";
import { Workbook } from "../server/progress/workbook";

/** Prints the bytes a subject that one million of them hold (heap and buffers, after collection) in a layout. */
const SUBJECTS = 1_000_000;
const VERSION = 8;

interface Layout {
  build(): unknown;
}

/** One million subjects whose appearance was told, and then a change of each that is still pending. */
const workbook = () => {
  const book = new Workbook({ phases: ["waiting", "running"], statuses: ["open", "failed"] });
  for (let at = 0; at < SUBJECTS; at++) book.add();
  new Pending(book).cut();
  for (let row = 0; row < SUBJECTS; row++) book.write(row, PROGRESS, row & 0xfffff);
  return book;
};

const state = (at: number) => ({
  timeline: { phase: "waiting", stablePhase: "waiting" },
  execution: {
    progress: (at & 0xfffff) / 2 ** 20,
    stableProgress: 0,
    resourceLease: null,
    fence: 0,
    epoch: 1,
  },
  governance: { status: "open" },
  versions: { phase: 1, status: 0, progress: 1, lease: 0 },
  parent: null,
});

const layouts: Record<string, Layout> = {
  workbook: { build: workbook },
  objects: { build: () => Array.from({ length: SUBJECTS }, (_, at) => state(at)) },
  map: {
    build() {
      const fields = new Map<number, number>();
      for (let at = 0; at < SUBJECTS; at++) {
        // The values of phase and progress, and the version of each.
        for (const field of [PHASE, PROGRESS, VERSION + PHASE, VERSION + PROGRESS])
          fields.set(at * 16 + field, at);
      }
      return fields;
    },
  },
};

function held(): number {
  const { heapUsed, arrayBuffers } = collected();
  return heapUsed + arrayBuffers;
}

function collected(): NodeJS.MemoryUsage {
  for (let round = 0; round < 4; round++) globalThis.gc?.();
  return process.memoryUsage();
}

const name = process.argv[2] ?? "workbook";
if (name === "counted") console.log(workbook().bytes() / SUBJECTS);
else {
  const before = held();
  const kept = layouts[name]!.build();
  const bytes = (held() - before) / SUBJECTS;
  if (!kept) throw new Error("nothing was built");
  console.log(bytes);
}
