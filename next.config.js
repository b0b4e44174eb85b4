import createNextIntlPlugin from "next-intl/plugin";

const withMessages = createNextIntlPlugin("./app/_lib/request-locale.ts");

/** @type {import("next").NextConfig} */
const config = {
  reactStrictMode: true,
  poweredByHeader: false,
  // TypeScript 7 is native and has no compiler API for Next to call; `npm run typecheck` checks the same files.
  typescript: { ignoreBuildErrors: true },
  devIndicators: false,
};

export default withMessages(config);
