/** Nodes show servers of NATS a file with credentials (`--cluster-creds`). */
import assert from "node:assert/strict";
import { join } from "node:path";
import { ClientProcess } from "../../support/client_process.ts";
import { NatsAccounts } from "../../support/nats_accounts.ts";
import { NatsServers, natsTest } from "../../support/nats_servers.ts";
import { runChat } from "../../support/run_chat.ts";
import { ServerProcess } from "../../support/server_process.ts";
import { PASSWORD, TemporaryFolder } from "../../support/test_server.ts";

/** The arguments of a node that shows `credentials`. */
function nodeArgs(
  node: string,
  { credentials, data, nats }: { credentials: string; data: string; nats: NatsServers },
): string[] {
  const args = ["--data", data, "--host", "127.0.0.1", "--no-tls", "--bcrypt-cost", "4"];
  args.push("--cluster", nats.addresses.join(), "--node", node, "--cluster-creds", credentials);
  return args;
}

natsTest("nodes with credentials for the servers of NATS are one chat", async () => {
  const accounts = new NatsAccounts();
  await using nats = await NatsServers.start(1, accounts);
  using folder = new TemporaryFolder();
  const at = (name: string) => join(folder.path, name);
  for (const name of ["a", "b"]) {
    Deno.writeTextFileSync(at(`${name}.creds`), accounts.credentials(name));
  }
  const start = (name: string) => {
    const settings = { credentials: at(`${name}.creds`), data: at(name), nats };
    return ServerProcess.start({ args: nodeArgs(name, settings) });
  };
  await using a = await start("a");
  await using b = await start("b");
  const begin = (name: string, port: number) => {
    const args = ["--register", "--json", "--no-tls", `${name}@127.0.0.1:${port}`];
    const env = { CHAT_CONFIG_DIR: at("config"), CHAT_PASSWORD: PASSWORD };
    return new ClientProcess({ args, env });
  };
  await using alice = begin("alice", a.port);
  await alice.until('"last_id"');
  await using bob = begin("bob", b.port);
  await bob.until('"last_id"');
  await alice.type('{"action":"say","text":"from the other node","ref":1}\n');
  await bob.until('"text":"from the other node"');
});

natsTest("a node says why its credentials are of no use", async () => {
  const accounts = new NatsAccounts();
  await using nats = await NatsServers.start(1, accounts);
  using folder = new TemporaryFolder();
  const at = (name: string) => join(folder.path, name);
  Deno.writeTextFileSync(at("unknown.creds"), NatsAccounts.unknownCredentials("a"));
  Deno.writeTextFileSync(at("torn.creds"), accounts.credentials("a").slice(0, 100));
  for (
    const [name, reason] of [
      ["unknown.creds", /Authorization Violation/],
      ["torn.creds", /There are no credentials of NATS in \S*torn\.creds/],
      ["missing.creds", /There are no credentials of NATS in \S*missing\.creds: No such file/],
    ] as const
  ) {
    const args = nodeArgs("a", { credentials: at(name), data: at("data"), nats });
    const { code, stderr } = await runChat(["serve", "--port", "0", ...args]);
    assert.equal(code, 1, name);
    assert.match(stderr, reason);
  }
});
