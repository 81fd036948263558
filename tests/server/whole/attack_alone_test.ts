/** A server that strangers attack from all sides while two people go on talking. */
import assert from "node:assert/strict";
import { besiege } from "../../../bench/support/siege.ts";
import { residentKibibytes } from "../../../bench/support/process_usage.ts";
import { ServerProcess } from "../../support/server_process.ts";
import { PASSWORD, TemporaryFolder } from "../../support/test_server.ts";
import { TestClient } from "../../support/test_client.ts";

const ATTACKERS = 200;
const ATTACK_MS = 20_000;

/** What the memory of the server may grow by, whatever is thrown at it. */
const MAX_GROWTH_KIBIBYTES = 256 * 1_024;

Deno.test("serve() lets two people talk while 200 connections flood it with everything", async () => {
  using folder = new TemporaryFolder();
  await using server = await ServerProcess.start({
    args: ["--data", folder.path, "--host", "127.0.0.1", "--no-tls"],
  });
  const tokens = [await tokenOf("alice"), await tokenOf("bob")] as const;
  const before = memory();
  const { attack, missing, repeated, sent, latencies } = await besiege({
    port: server.port,
    tokens,
    attackers: ATTACKERS,
    milliseconds: ATTACK_MS,
  });
  const grown = memory() - before;

  assert.ok(attack.opened >= ATTACKERS, `only ${attack.opened} connections attacked`);
  assert.ok(attack.writes > 10_000, `only ${attack.writes} writes`);
  assert.ok(sent > 100, `only ${sent} messages were sent`);
  assert.deepEqual({ missing, repeated }, { missing: 0, repeated: 0 });
  assert.ok(grown < MAX_GROWTH_KIBIBYTES, `the memory grew by ${grown} KiB`);
  // Said, not asserted: the machine that runs tests has other things to do.
  console.log(
    `${sent} messages, p99 ${latencies.percentile(0.99).toFixed(0)} ms, ${grown} KiB more, ` +
      JSON.stringify(attack),
  );

  async function tokenOf(username: string): Promise<string> {
    const client = await TestClient.connect({ port: server.port });
    const { token } = await client.request("register", { username, password: PASSWORD });
    client.close();
    await client.ended;
    return token;
  }

  function memory(): number {
    return Deno.build.os === "linux" ? residentKibibytes(server.pid) : 0;
  }
});
