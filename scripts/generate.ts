import { execFileSync } from "node:child_process";

// Both providers' clients from the same models; neither accepts the other's adapter.
for (const provider of ["sqlite", "postgresql"]) {
  execFileSync(process.execPath, ["node_modules/prisma/build/index.js", "generate"], {
    stdio: ["ignore", "ignore", "inherit"],
    env: { ...process.env, SIGNALBOX_PROVIDER: provider },
  });
}
