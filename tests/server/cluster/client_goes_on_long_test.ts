/** A client whose node dies goes on at another one by itself, and nothing of what it says is lost. */
import assert from "node:assert/strict";
import { ClientProcess } from "../../support/client_process.ts";
import { NatsServers, natsTest } from "../../support/nats_servers.ts";
import { ServerProcess } from "../../support/server_process.ts";
import { PASSWORD, TemporaryFolder } from "../../support/test_server.ts";

/** Starts a node with a certificate of its own or of its cluster, on a port that it tells others. */
function startNode(node: string, { path }: TemporaryFolder, nats: NatsServers) {
  using listener = Deno.listen({ hostname: "127.0.0.1", port: 0 });
  const { port } = listener.addr as Deno.NetAddr;
  const args = ["--data", path, "--host", "127.0.0.1", "--port", `${port}`, "--node", node];
  args.push("--cluster", nats.addresses.join(), "--advertise", `127.0.0.1:${port}`);
  args.push("--bcrypt-cost", "4");
  listener.close();
  return ServerProcess.start({ args });
}

natsTest(
  "chat connect goes on at another node with the same key, without a word to anybody",
  async () => {
    await using nats = await NatsServers.start(1);
    using first = new TemporaryFolder();
    using second = new TemporaryFolder();
    using config = new TemporaryFolder();
    await using a = await startNode("a", first, nats);
    await using b = await startNode("b", second, nats);
    const env = { CHAT_CONFIG_DIR: config.path, CHAT_PASSWORD: PASSWORD };
    const begin = (name: string, port: number) => {
      const args = ["--register", "--json", `${name}@127.0.0.1:${port}`];
      return new ClientProcess({ args, env });
    };
    await using alice = begin("alice", a.port);
    await alice.until('"last_id"');
    await using bob = begin("bob", b.port);
    await bob.until('"last_id"');
    await alice.type('{"action":"say","text":"before","ref":1}\n');
    await bob.until('"text":"before"');
    // The other node may have it first: what is not answered and has no nonce is not sent again.
    await alice.until('{"ref":1,"ok":true');
    a.kill("SIGKILL");
    await a.ended();
    await alice.type('{"action":"say","text":"after","ref":2}\n');
    await bob.until('"text":"after"');
    await bob.type('{"action":"say","text":"and back","ref":1}\n');
    await alice.until('"text":"and back"');
    for (const client of [alice, bob]) await client.endInput();
    assert.equal((await alice.result()).code, 0, `${alice.stderr}${alice.stdout}`);
    assert.doesNotMatch(alice.stderr, /First time at .*First time at/s);
  },
);
