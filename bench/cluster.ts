/**
 * Measures what sharing a log costs and what it is worth: one server by itself beside three nodes with
 * three servers of NATS, all of them on this machine, so that what stands here is the upper bound.
 *
 * Usage: deno task bench:cluster [--messages 3000] [--history 20000] [--failures 3] [--engine nats]
 *
 * With `--only-failures`, only what people wait for while servers of the log fail.
 */
import { parseArgs } from "node:util";
import type { LogServers } from "../tests/support/log_servers.ts";
import { ok } from "../tests/support/requests.ts";
import { ServerProcess } from "../tests/support/server_process.ts";
import { TestClient } from "../tests/support/test_client.ts";
import { PASSWORD, TemporaryFolder } from "../tests/support/test_server.ts";
import { logFailures, startLog } from "./scenarios/log_failures.ts";
import { markdownTable } from "./support/table.ts";

const { values } = parseArgs({
  args: Deno.args,
  options: {
    messages: { type: "string", default: "3000" },
    history: { type: "string", default: "20000" },
    failures: { type: "string", default: "3" },
    engine: { type: "string", default: "nats" },
    "only-failures": { type: "boolean", default: false },
  },
});

/** Messages a second while latency is measured. */
const CALM_RATE = 60;

/** Connections that write, and messages of each that are on their way, while throughput is measured. */
const WRITERS = 10;
const IN_FLIGHT = 50;

const CLUSTER = "bench";
const NODES = ["a", "b", "c"] as const;

interface Node {
  process: ServerProcess;
  folder: TemporaryFolder;
}

async function startNode(log: LogServers | undefined, node: string, port = 0): Promise<Node> {
  const folder = new TemporaryFolder();
  const args = ["--data", folder.path, "--no-tls", "--host", "127.0.0.1", "--limits", "off"];
  args.push("--bcrypt-cost", "4", "--port", `${port}`);
  if (log !== undefined) {
    args.push("--cluster", log.addresses.join(), "--cluster-name", CLUSTER, "--node", node);
  }
  return { process: await ServerProcess.start({ args }), folder };
}

async function enter(port: number, username: string): Promise<TestClient> {
  const client = await TestClient.connect({ port });
  await ok(client, "register", { username, password: PASSWORD });
  return client;
}

function percentile(sorted: readonly number[], share: number): number {
  return sorted[Math.min(sorted.length - 1, Math.floor(sorted.length * share))] ?? NaN;
}

function summary(milliseconds: readonly number[]): string {
  const sorted = milliseconds.toSorted((first, second) => first - second);
  return `${percentile(sorted, 0.5).toFixed(1)} / ${percentile(sorted, 0.99).toFixed(1)} ms`;
}

/** One message after the other, in peace: until the answer, and until somebody at `hearer` has it. */
async function latency(
  writer: TestClient,
  hearer: TestClient,
  count: number,
): Promise<{ answered: number[]; heard: number[] }> {
  const answered: number[] = [];
  const heard: number[] = [];
  for (let number = 0; number < count; number++) {
    const text = `calm ${number}`;
    const begin = performance.now();
    const arrival = hearer.event("message", (line) => line["text"] === text)
      .then(() => heard.push(performance.now() - begin));
    await ok(writer, "say", { room: "general", text });
    answered.push(performance.now() - begin);
    await arrival;
    const restMs = 1_000 / CALM_RATE - (performance.now() - begin);
    if (restMs > 0) await new Promise((resolve) => setTimeout(resolve, restMs));
  }
  return { answered, heard };
}

/** As many as there can be, from several connections; messages a second. */
async function throughput(
  ports: readonly number[],
  count: number,
  prefix: string,
): Promise<number> {
  const writers = await Promise.all(
    Array.from(
      { length: WRITERS },
      (_, index) => enter(ports[index % ports.length] ?? 0, `${prefix}${index}`),
    ),
  );
  const each = Math.ceil(count / WRITERS);
  const begin = performance.now();
  await Promise.all(writers.map(async (writer) => {
    for (let sent = 0; sent < each; sent += IN_FLIGHT) {
      const some = Array.from(
        { length: Math.min(IN_FLIGHT, each - sent) },
        (_, index) => ok(writer, "say", { room: "general", text: `message ${sent + index}` }),
      );
      await Promise.all(some);
    }
  }));
  const seconds = (performance.now() - begin) / 1_000;
  for (const writer of writers) writer.close();
  return each * WRITERS / seconds;
}

/** The longest that somebody had to wait for an answer while `happens` did, in milliseconds. */
async function longestWait(
  ports: readonly number[],
  username: string,
  happens: () => Promise<void>,
): Promise<number> {
  let client: TestClient | undefined = await enter(ports[0] ?? 0, username);
  let longestMs = 0;
  let isOver = false;
  const writing = (async () => {
    for (let number = 0, at = 0; !isOver; number++) {
      const begin = performance.now();
      for (;;) {
        try {
          if (client === undefined) {
            client = await TestClient.connect({ port: ports[at % ports.length] ?? 0 });
            await ok(client, "login", { username, password: PASSWORD });
          }
          const fields = { room: "general", text: `${username} ${number}`, nonce: `${number}` };
          await ok(client, "say", fields);
          break;
        } catch {
          client?.close();
          client = undefined;
          at += 1;
          await new Promise((resolve) => setTimeout(resolve, 20));
        }
      }
      longestMs = Math.max(longestMs, performance.now() - begin);
      await new Promise((resolve) => setTimeout(resolve, 10));
    }
  })();
  await new Promise((resolve) => setTimeout(resolve, 500));
  await happens();
  await new Promise((resolve) => setTimeout(resolve, 3_000));
  isOver = true;
  await writing;
  client?.close();
  return longestMs;
}

const count = Number(values.messages);
const history = Number(values.history);
const rows: [string, string, string][] = [];

const alone = await startNode(undefined, "");
const log = await startLog(values.engine);
const nodes: Node[] = [];
for (const node of NODES) nodes.push(await startNode(log, node));
const ports = nodes.map(({ process }) => process.port);

async function measureAll(): Promise<void> {
  const one = await enter(alone.process.port, "writer");
  const oneHearer = await enter(alone.process.port, "hearer");
  const here = await enter(ports[0] ?? 0, "writer");
  const there = await enter(ports[1] ?? 0, "hearer");
  const calm = Math.min(count, 600);
  const single = await latency(one, oneHearer, calm);
  const several = await latency(here, there, calm);
  rows.push(["said → answered, p50 / p99", summary(single.answered), summary(several.answered)]);
  rows.push([
    "said → heard (at another node), p50 / p99",
    summary(single.heard),
    summary(several.heard),
  ]);
  const oneRate = await throughput([alone.process.port], count, "writer-x");
  const rate = await throughput(ports, count, "writer-x");
  rows.push(["messages a second, ten writers", oneRate.toFixed(0), rate.toFixed(0)]);
  const killed = await longestWait([ports[2] ?? 0, ports[0] ?? 0], "killed", async () => {
    nodes[2]?.process.kill("SIGKILL");
    await nodes[2]?.process.ended();
  });
  rows.push(["a node is killed: its client waits for", "", `${killed.toFixed(0)} ms`]);
  await throughput(ports.slice(0, 2), history, "writer-h");
  const begin = performance.now();
  nodes.push(await startNode(log, "d"));
  const joined = performance.now() - begin;
  rows.push([
    `a new node, ${history + count} messages: until it serves`,
    "",
    `${joined.toFixed(0)} ms`,
  ]);
}

try {
  if (!values["only-failures"]) await measureAll();
  const failures = await logFailures(log, {
    cluster: CLUSTER,
    times: Number(values.failures),
    longestWait: (username, happens) => longestWait([ports[0] ?? 0], username, happens),
  });
  for (const [what, waits] of failures) {
    const words = waits.map((ms) => `${(ms / 1_000).toFixed(2)} s`).join(", ");
    rows.push([`${what}: longest waits`, "", words]);
  }
} finally {
  for (const { process, folder } of [alone, ...nodes]) {
    await process[Symbol.asyncDispose]();
    folder[Symbol.dispose]();
  }
  await log[Symbol.asyncDispose]();
}
console.log(markdownTable([["what", "one server", "three nodes"], ...rows]));
Deno.exit();
