/** The folder into which an executable unpacked itself is cleaned away while the server runs. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { executable } from "../../support/executable.ts";
import { ServerProcess } from "../../support/server_process.ts";
import { TestClient } from "../../support/test_client.ts";
import { PASSWORD, TemporaryFolder } from "../../support/test_server.ts";

Deno.test("self-extracting file serves on when what it unpacked is gone", {
  ignore: Deno.build.os !== "linux",
}, async () => {
  using folder = new TemporaryFolder();
  const cache = join(folder.path, "cache");
  Deno.mkdirSync(cache);
  await using server = await ServerProcess.start({
    executable: await executable({ selfExtracting: true }),
    args: ["--host", "127.0.0.1", "--data", join(folder.path, "data"), "--bcrypt-cost", "4"],
    env: { PATH: "/usr/bin:/bin", XDG_CACHE_HOME: cache },
  });
  Deno.removeSync(cache, { recursive: true });

  // Each of them needs code that nothing has needed before: a worker, its lists of words, patterns.
  const alice = await TestClient.connect({ port: server.port, tls: true });
  const registered = await alice.request("register", { username: "alice", password: PASSWORD });
  assert.equal(registered["ok"], true, registered["message"]);
  const code = /\/claim (\S+)/.exec(server.stdout)?.[1];
  assert.equal((await alice.request("claim", { code }))["ok"], true);
  const bob = await TestClient.connect({ port: server.port, tls: true });
  const weak = await bob.request("register", { username: "bob", password: "p4ssw0rd" });
  assert.equal(weak["error"], "bad_password", weak["message"]);
  const second = await bob.request("register", { username: "bob", password: PASSWORD });
  assert.equal(second["ok"], true, second["message"]);
  const filter = await alice.request("filter", {
    kind: "pattern",
    pattern: "buy \\w+ now",
    does: "refuse",
  });
  assert.equal(filter["ok"], true, filter["message"]);
  assert.equal((await bob.request("say", { text: "buy this now" }))["ok"], false);
  assert.equal((await alice.request("say", { text: "hello" }))["ok"], true);
  const found = await alice.request("search", { query: "hello" });
  assert.equal(found["ok"], true, found["message"]);
  for (const client of [alice, bob]) {
    client.close();
    await client.ended;
  }
  server.kill("SIGTERM");
  assert.equal(await server.ended(), 0, server.stderr);
  assert.ok(!server.stderr.includes("ERROR"), server.stderr);
});
