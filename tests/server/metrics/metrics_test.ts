/** The metrics of a running server. */
import assert from "node:assert/strict";
import { LEVELS } from "../../../server/journal/log/levels.ts";
import { fileURLToPath as fromFileUrl } from "node:url";
import { noteBackup } from "../../../server/backup/last_backup.ts";
import type { AcmeSettings } from "../../../server/acme/settings.ts";
import { startNode } from "../../support/cluster.ts";
import { NatsServers, natsTest } from "../../support/nats_servers.ts";
import { startServer, TemporaryFolder } from "../../support/test_server.ts";

/** What is told in one format. */
async function told(port: number | undefined, accept: string): Promise<string> {
  const response = await fetch(`http://127.0.0.1:${port}/metrics`, { headers: { accept } });
  assert.equal(response.status, 200);
  assert.match(response.headers.get("content-type") ?? "", new RegExp(`^${accept}`));
  return await response.text();
}

/** The value of a sample. */
function valueOf(text: string, sample: string): number {
  const line = text.split("\n").find((each) => each.startsWith(`${sample} `));
  assert.ok(line !== undefined, `${sample} in\n${text}`);
  return Number(line.slice(sample.length + 1));
}

Deno.test("GET /metrics tells what a server does and how it is", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder, { metrics: { host: "127.0.0.1", port: 0 } });
  const alice = await server.register("alice");
  const bob = await server.register("bob");
  for (let count = 0; count < 5; count++) await alice.request("say", { text: `message ${count}` });
  for (let count = 0; count < 5; count++) await bob.event("message");
  await bob.request("topic", { room: "general", topic: "x" });
  const { metricsPort } = server.running;
  const text = await told(metricsPort, "application/openmetrics-text");
  assert.ok(text.endsWith("\n# EOF\n"));
  assert.equal(valueOf(text, 'chat_requests_total{action="say",outcome="granted"}'), 5);
  assert.equal(valueOf(text, 'chat_requests_total{action="register",outcome="granted"}'), 2);
  assert.equal(valueOf(text, 'chat_events_total{event="registered"}'), 2);
  assert.equal(valueOf(text, 'chat_connections{door="native"}'), 2);
  assert.equal(valueOf(text, "chat_accounts_online"), 2);
  assert.ok(valueOf(text, "chat_deliveries_total") >= 10);
  assert.ok(valueOf(text, "chat_commit_seconds_count") >= 5);
  assert.ok(valueOf(text, 'chat_database_bytes{file="chat.db"}') > 0);
  assert.ok(valueOf(text, "process_resident_memory_bytes") > 1_000_000);
  assert.equal(valueOf(text, "chat_storage_ok"), 1);
  assert.equal(valueOf(text, "chat_journal_waiting_entries"), 0);
  assert.doesNotMatch(text, /message \d|alice/);
  const older = await told(metricsPort, "text/plain");
  assert.match(older, /^# TYPE chat_requests_total counter$/m);
});

Deno.test("GET /metrics tells why connections were refused", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder, {
    metrics: { host: "127.0.0.1", port: 0 },
    maxConnections: 1,
  });
  await server.register("alice");
  await assert.rejects(() => server.connect());
  const text = await told(server.running.metricsPort, "application/openmetrics-text");
  assert.equal(valueOf(text, 'chat_refused_total{reason="too many connections"}'), 1);
});

Deno.test("GET /metrics is all there is at its address, and nowhere else", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder, { metrics: { host: "127.0.0.1", port: 0 } });
  const base = `http://127.0.0.1:${server.running.metricsPort}`;
  for (
    const [path, init, status] of [
      ["/", {}, 404],
      ["/ws", {}, 404],
      ["/metrics", { method: "POST", body: "x" }, 405],
      ["/metrics", { method: "HEAD" }, 200],
    ] as const
  ) {
    const response = await fetch(base + path, init);
    await response.body?.cancel();
    assert.equal(response.status, status, path);
  }
});

const hasPromtool = await exists("promtool");
const skipped = hasPromtool ? "" : " (skipped: needs promtool)";

Deno.test(`promtool understands the metrics${skipped}`, { ignore: !hasPromtool }, async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder, { metrics: { host: "127.0.0.1", port: 0 } });
  const alice = await server.register("alice");
  await alice.request("say", { text: "hello" });
  const child = new Deno.Command("promtool", {
    args: ["check", "metrics"],
    stdin: "piped",
    stdout: "piped",
    stderr: "piped",
  }).spawn();
  const writer = child.stdin.getWriter();
  await writer.write(
    new TextEncoder().encode(await told(server.running.metricsPort, "text/plain")),
  );
  await writer.close();
  const { code, stderr } = await child.output();
  assert.equal(code, 0, new TextDecoder().decode(stderr));
});

async function exists(program: string): Promise<boolean> {
  try {
    await new Deno.Command(program, { args: ["--version"], stdout: "null", stderr: "null" })
      .output();
    return true;
  } catch {
    return false;
  }
}

const MONITORING = new URL("../../../docs/monitoring/", import.meta.url);

Deno.test(`promtool understands the rules for alerts${skipped}`, {
  ignore: !hasPromtool,
}, async () => {
  const { code, stderr } = await new Deno.Command("promtool", {
    args: ["check", "rules", fromFileUrl(new URL("alerts.yml", MONITORING))],
    stdout: "piped",
    stderr: "piped",
  }).output();
  assert.equal(code, 0, new TextDecoder().decode(stderr));
});

/** A certificate is wanted of an authority that is not there. */
function acmeWithoutAuthority(): AcmeSettings {
  const directory = "http://127.0.0.1:1/directory";
  const http = { host: "127.0.0.1", port: 0 };
  return { names: ["chat.example"], directory, contact: undefined, rootsFile: undefined, http };
}

Deno.test("the rules and the dashboard ask for metrics that there are", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder, {
    metrics: { host: "127.0.0.1", port: 0 },
    tls: { kind: "acme", settings: acmeWithoutAuthority() },
  });
  const made = new Date().toISOString();
  noteBackup(folder.path, { made, path: "-", files: 1, bytes: 1, problems: 0 });
  const text = await told(server.running.metricsPort, "text/plain");
  const there = new Set(Array.from(text.matchAll(/^# TYPE (\w+) /gm), ([, name]) => name));
  const asked = ["alerts.yml", "grafana.json"].flatMap((file) =>
    Deno.readTextFileSync(new URL(file, MONITORING)).match(/\b(?:chat|process)_[a-z_]+/g) ?? []
  );
  assert.ok(asked.length > 20);
  for (const name of asked.filter((each) => !each.startsWith("chat_cluster_"))) {
    assert.ok(there.has(name.replace(/_bucket$/, "")), name);
  }
});

natsTest("GET /metrics of a node tells how it is among the others, as the rules ask", async () => {
  await using nats = await NatsServers.start(1);
  using folder = new TemporaryFolder();
  using second = new TemporaryFolder();
  const metrics = { host: "127.0.0.1", port: 0 };
  let listenedMs = 0;
  const elapsed = () => Math.floor(performance.now()) + listenedMs;
  await using a = await startNode(folder, { nats, node: "a", metrics, elapsed });
  await using _b = await startNode(second, { nats, node: "b", metrics });
  const alice = await a.register("alice");
  await alice.request("say", { text: "hello" });
  // Nobody is the keeper before it has listened for so long whether there is another one.
  listenedMs = 2_000;
  const text = await told(a.running.metricsPort, "application/openmetrics-text");
  assert.equal(valueOf(text, "chat_cluster_nodes"), 2);
  assert.equal(valueOf(text, "chat_cluster_known_nodes"), 2);
  assert.equal(valueOf(text, "chat_cluster_differing_nodes"), 0);
  assert.equal(valueOf(text, "chat_cluster_keeper"), 1);
  assert.equal(valueOf(text, "chat_cluster_level"), LEVELS.program);
  assert.equal(valueOf(text, "chat_cluster_log_reachable"), 1);
  assert.equal(valueOf(text, "chat_cluster_clock_ok"), 1);
  assert.equal(valueOf(text, "chat_cluster_healed_batches_total"), 0);
  assert.equal(valueOf(text, "chat_cluster_unplaced_batches_total"), 0);
  assert.ok(valueOf(text, "chat_cluster_position") > 0);
  assert.ok(valueOf(text, "chat_cluster_place_seconds_count") > 0);
  const rules = Deno.readTextFileSync(new URL("alerts.yml", MONITORING));
  const asked = rules.match(/\bchat_cluster_[a-z_]+/g) ?? [];
  assert.ok(asked.length > 3);
  for (const name of asked) assert.ok(text.includes(`# TYPE ${name} `), name);
});
