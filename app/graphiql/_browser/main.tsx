import "./monaco-workers";
import { createGraphiQLFetcher } from "@graphiql/toolkit";
import { GraphiQL } from "graphiql";
import "graphiql/style.css";
import { createClient } from "graphql-ws";
import { createRoot } from "react-dom/client";
import { exampleTabs } from "./example-tabs";

/** GraphiQL over this server's own API: HTTP for queries and mutations, its WebSocket for subscriptions. */
const fetcher = createGraphiQLFetcher({
  url: "/graphql",
  wsClient: createClient({
    url: `${window.location.protocol === "https:" ? "wss" : "ws"}://${window.location.host}/graphql`,
    retryAttempts: Number.POSITIVE_INFINITY,
    shouldRetry: () => true,
  }),
});

const root = document.getElementById("graphiql");
const run = new URLSearchParams(window.location.search).get("run");
if (root) createRoot(root).render(<GraphiQL fetcher={fetcher} defaultTabs={exampleTabs(run)} />);
