import { readdirSync } from "node:fs";
import { type Benchmark, createReport } from "./report";

/** `npm run bench -- NAME …`: runs the named benchmarks one after the other; exit code 1 when a target is missed. */
const known = readdirSync(import.meta.dirname)
  .filter((file) => /^[a-z]+\.ts$/.test(file) && file !== "run.ts" && file !== "report.ts")
  .map((file) => file.slice(0, -3));
const names = process.argv.slice(2);
const unknown = names.filter((name) => !known.includes(name));

if (names.length === 0 || unknown.length > 0) {
  console.error(`Usage: npm run bench -- NAME …   with NAME one of ${known.join(", ")}`);
  process.exit(2);
}

const { report, failed } = createReport();
for (const name of names) {
  const { default: bench }: { default: Benchmark } = await import(
    new URL(`./${name}.ts`, import.meta.url).href
  );
  await bench(report);
}
process.exit(failed() ? 1 : 0);
