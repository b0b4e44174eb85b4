import { batchLimits } from "./limits";

/** The JSON of the items from `start` up to `end`, or fewer when they would be too much to send at once; at least one. */
export function cutBatch(items: readonly unknown[], start: number, end: number): string[] {
  const last = Math.min(end, start + batchLimits.items);
  const batch: string[] = [];
  let length = 0;
  for (let index = start; index < last && length < batchLimits.length; index++) {
    const json = JSON.stringify(items[index]) ?? "null";
    batch.push(json);
    length += json.length;
  }
  return batch;
}
