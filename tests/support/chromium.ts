import { accessSync, constants, existsSync } from "node:fs";
import { delimiter, join } from "node:path";
import { chromium } from "@playwright/test";

const systemNames = [
  "chromium",
  "chromium-browser",
  "google-chrome",
  "google-chrome-stable",
  "chrome",
  "microsoft-edge",
];
const systemFolders = [
  "/Applications/Google Chrome.app/Contents/MacOS",
  "/Applications/Chromium.app/Contents/MacOS",
  "C:\\Program Files\\Google\\Chrome\\Application",
  "C:\\Program Files (x86)\\Google\\Chrome\\Application",
];

/**
 * A Chromium to drive: the one `CHROMIUM_PATH` names, Playwright's own, the system's, or the one that comes inside npm
 * (Linux x64). Throws with what to do when there is none; browser tests are never skipped in silence.
 */
export async function findChromium(): Promise<{ executablePath: string; args: string[] }> {
  const named = process.env.CHROMIUM_PATH;
  if (named) {
    if (!isExecutable(named)) throw new Error(`CHROMIUM_PATH names ${named}, which cannot be executed.`);
    return { executablePath: named, args: sandboxArgs() };
  }
  const found = [chromium.executablePath(), systemChromium()].find((path) => path && isExecutable(path));
  if (found) return { executablePath: found, args: sandboxArgs() };
  const packed = await packedChromium();
  if (packed) return { executablePath: packed, args: sandboxArgs() };
  throw new Error(
    "No Chromium found. Install one (`npx playwright install chromium-headless-shell`, or the system's package), or set CHROMIUM_PATH.",
  );
}

function systemChromium(): string | undefined {
  const folders = [...(process.env.PATH ?? "").split(delimiter).filter(Boolean), ...systemFolders];
  const names = [...systemNames, "Google Chrome", "Chromium", "chrome.exe"];
  return folders.flatMap((folder) => names.map((name) => join(folder, name))).find(isExecutable);
}

/** The one of @sparticuz/chromium, unpacked into the temporary folder with the libraries it needs. */
async function packedChromium(): Promise<string | null> {
  if (process.platform !== "linux" || process.arch !== "x64") return null;
  // Read while the module loads: without it the bundled shared libraries stay packed.
  process.env.AWS_EXECUTION_ENV ??= "AWS_Lambda_nodejs20.x";
  // It would use its own few fonts, which have no Chinese; the system's have, where there are any.
  if (existsSync("/etc/fonts/fonts.conf")) process.env.FONTCONFIG_PATH ??= "/etc/fonts";
  const { default: packed } = await import("@sparticuz/chromium");
  return packed.executablePath();
}

/** Chromium's sandbox needs a user other than root; what these tests load comes from their own server. */
function sandboxArgs(): string[] {
  return process.getuid?.() === 0 ? ["--no-sandbox"] : [];
}

function isExecutable(path: string): boolean {
  if (!existsSync(path)) return false;
  try {
    accessSync(path, constants.X_OK);
    return true;
  } catch {
    return false;
  }
}
