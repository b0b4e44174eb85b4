import { copyFile, link, open, rename } from "node:fs/promises";
import { dirname } from "node:path";

/** Makes sure that a file's content, or a folder's entries, survive a power cut. */
export async function syncPath(path: string): Promise<void> {
  const handle = await open(path, "r");
  try {
    await handle.sync();
  } finally {
    await handle.close();
  }
}

/** Puts a file whose content was synced in its place: whoever looks sees the old one or the new one, whole. */
export async function moveIntoPlace(from: string, to: string): Promise<void> {
  await rename(from, to);
  await syncPath(dirname(to));
}

/** Gives a file a second name, or a copy where the file system cannot; its first name stays. */
export async function linkOrCopy(from: string, to: string): Promise<void> {
  try {
    await link(from, to);
  } catch {
    await copyFile(from, to);
    await syncPath(to);
  }
  await syncPath(dirname(to));
}
