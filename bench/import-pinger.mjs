import { Agent, request } from "node:http";

/**
 * Asks an address every few milliseconds, whether the last answer has come or not, and sends the latencies in
 * milliseconds to its parent when told to stop. A process of its own, so that its clock does not wait with the server's.
 */
const [url, everyMillis] = process.argv.slice(2);
const agent = new Agent({ keepAlive: true, maxSockets: 64 });
let latencies = [];

const timer = setInterval(() => {
  const started = performance.now();
  const done = () => latencies.push(performance.now() - started);
  request(url, { agent }, (response) => response.resume().once("end", done))
    .once("error", done)
    .end();
}, Number(everyMillis));

process.on("message", (message) => {
  if (message === "begin") latencies = [];
  if (message === "report") process.send(latencies);
  if (message === "stop") {
    clearInterval(timer);
    process.disconnect();
    process.exit(0);
  }
});
process.on("disconnect", () => process.exit(0));
