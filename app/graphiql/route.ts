import { getTranslations } from "next-intl/server";
import { execute } from "../_lib/execute";
import { graphql } from "../_lib/graphql";

const GraphiqlQuery = graphql(`
  query Graphiql {
    instance { graphiql }
  }
`);

/** GraphiQL, from files that the build put into public/graphiql. Where it is switched off there is no such page. */
export async function GET(request: Request): Promise<Response> {
  const { instance } = await execute(GraphiqlQuery);
  if (!instance.graphiql) return new Response("Not found", { status: 404 });
  const title = `${(await getTranslations("menu"))("graphiql")} · Signalbox`;
  const nonce = request.headers.get("x-nonce") ?? "";
  const page = `<!doctype html>
<html lang="en">
  <head>
    <meta charset="utf-8" />
    <meta name="viewport" content="width=device-width, initial-scale=1" />
    <title>${title}</title>
    <link rel="icon" href="/icon.svg" />
    <link rel="stylesheet" href="/graphiql/main.css" />
    <style>
      body { margin: 0; }
      #graphiql { height: 100dvh; }
    </style>
  </head>
  <body>
    <div id="graphiql"></div>
    <script type="module" src="/graphiql/main.js" nonce="${nonce}"></script>
  </body>
</html>
`;
  return new Response(page, {
    headers: { "content-type": "text/html; charset=utf-8", "cache-control": "no-store" },
  });
}
