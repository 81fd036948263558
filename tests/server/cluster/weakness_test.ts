/** What servers of NATS may lose is said when a node starts, and that they cannot be asked. */
import assert from "node:assert/strict";
import { askedWeakness, durableIn } from "../../../server/cluster/nats/durability.ts";
import { weaknessOf } from "../../../server/cluster/nats/open_nats.ts";
import { freePorts } from "../../support/free_ports.ts";
import { NATS_PROGRAM, natsTest } from "../../support/nats_servers.ts";

/** What `/jsz` of a server says, as far as it matters here. */
function jsz(config: object): string {
  return JSON.stringify({ server_id: "N", config: { store_dir: "/var/lib/nats", ...config } });
}

/** Servers that are monitored on addresses of this machine, and what each of them says. */
async function weaknessWith(
  answers: Record<string, string>,
  silent: readonly string[] = [],
): Promise<string | undefined> {
  const [port = 0] = freePorts(1);
  const servers = Object.entries(answers).map(([hostname, answer]) =>
    Deno.serve({ hostname, port, onListen() {} }, () => new Response(answer))
  );
  try {
    return await askedWeakness([...Object.keys(answers), ...silent], port);
  } finally {
    for (const server of servers) await server.shutdown();
  }
}

Deno.test("a node says of old servers of NATS what they may lose", async () => {
  assert.match(await weaknessOf("2.9.10", []) ?? "", /2\.9\.10.*two minutes/);
});

Deno.test("servers that bring what they confirm to their disks first are nothing to speak of", async () => {
  const always = jsz({ sync_interval: 120_000_000_000, sync_always: true });
  assert.equal(await weaknessWith({ "127.0.0.1": always, "127.0.0.2": always }), undefined);
});

Deno.test("servers that do so later are named", async () => {
  const always = jsz({ sync_always: true });
  const later = jsz({ sync_interval: 120_000_000_000 });
  const said = await weaknessWith({ "127.0.0.1": always, "127.0.0.2": later }, ["127.0.0.3"]);
  assert.match(said ?? "", /^127\.0\.0\.2 of the servers .* later/);
});

Deno.test("servers that cannot be asked, and what is no server of NATS, are named as such", async () => {
  const always = jsz({ sync_always: true });
  const answers = {
    "127.0.0.1": always,
    "127.0.0.2": "<p>Welcome</p>",
    "127.0.0.4": "x".repeat(1e6),
  };
  const said = await weaknessWith(answers, ["127.0.0.3"]);
  assert.match(said ?? "", /^Whether 127\.0\.0\.2, 127\.0\.0\.4, 127\.0\.0\.3 .* cannot be asked/);
  for (const other of ["null", "[]", '{"config":null}', '{"config":{}}']) {
    assert.equal(durableIn(other), undefined);
  }
});

natsTest("a real server is understood at its monitoring port", async () => {
  const [port = 0, monitoring = 0] = freePorts(2);
  const store = Deno.makeTempDirSync();
  const args = ["-a", "127.0.0.1", "-p", `${port}`, "-m", `${monitoring}`, "-js", "-sd", store];
  const server = new Deno.Command(NATS_PROGRAM, { args, stdout: "null", stderr: "piped" }).spawn();
  try {
    const lines = server.stderr.pipeThrough(new TextDecoderStream());
    let log = "";
    for await (const text of lines) {
      log += text;
      if (log.includes("Server is ready")) break;
    }
    assert.match(
      await askedWeakness(["127.0.0.1"], monitoring) ?? "",
      /^127\.0\.0\.1 of the servers/,
    );
  } finally {
    server.kill("SIGKILL");
    await server.status;
    Deno.removeSync(store, { recursive: true });
  }
});
