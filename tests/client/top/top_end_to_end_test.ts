/** `chat top` against a real server, on a real terminal and for scripts. */
import assert from "node:assert/strict";
import { shownCode } from "../../support/authenticator.ts";
import { runChat } from "../../support/run_chat.ts";
import { chatCommand } from "../../support/server_process.ts";
import { registerOwner } from "../../support/staff.ts";
import { PASSWORD, startServer, TemporaryFolder, TestServer } from "../../support/test_server.ts";
import { Tmux, tmuxTest } from "../../support/tmux.ts";

function topArgs(server: TestServer, user: string, ...args: string[]): string[] {
  return ["top", `${user}@127.0.0.1:${server.port}`, "--no-tls", ...args];
}

function start(server: TestServer, user: string, columns: number): Promise<Tmux> {
  const [command, args] = chatCommand(topArgs(server, user, "--interval", "0.5"));
  return Tmux.start({
    command: [command, ...args],
    env: { NO_COLOR: "1", CHAT_PASSWORD: PASSWORD },
    columns,
    rows: 12,
  });
}

function print(server: TestServer, user: string, ...args: string[]) {
  return runChat(topArgs(server, user, ...args), { CHAT_PASSWORD: PASSWORD });
}

tmuxTest(
  "chat top shows who is connected, sorts, resizes, and leaves the screen as it was",
  async () => {
    using folder = new TemporaryFolder();
    await using server = await startServer(folder);
    await registerOwner(server, "alice");
    const bob = await server.register("bob");
    await using terminal = await start(server, "alice", 80);
    const first = await terminal.until(/3 connections of 2 accounts/);
    assert.match(first, /^NAME +FROM +LINES WAITSv +OUT\/S +IN\/S +DROPS +GAPS +LAG$/m);
    assert.match(first, /^bob +127\.0\.0\.1:\d+ +0 /m);

    await terminal.press("n");
    const byName = await terminal.until(/^NAMEv/m);
    assert.ok(byName.indexOf("alice  ") < byName.indexOf("bob  "));
    await terminal.press("r");
    const reversed = await terminal.until(/^NAME\^/m);
    assert.ok(reversed.indexOf("bob  ") < reversed.indexOf("alice  "));

    await terminal.resize(60, 10);
    await terminal.until(/^NAME\^ +LINES/m);
    bob.close();
    await terminal.until(/2 connections of 1 account,/);
    await terminal.press("q");
    const end = await terminal.until(/exit code 0, icanon ,echo ,/);
    assert.doesNotMatch(end, /LINES/);
  },
);

tmuxTest(
  "chat top says that the connection is lost, and goes on when the server is back",
  async () => {
    using folder = new TemporaryFolder();
    const first = await startServer(folder);
    await registerOwner(first, "alice");
    await using terminal = await start(first, "alice", 80);
    await terminal.until(/2 connections of 1 account,/);
    const { port } = first;
    await first.stop();
    await terminal.until(/not connected \(/);
    await using _again = await startServer(folder, { port });
    await terminal.until(/1 connection of 1 account,/);
    await terminal.press("C-c");
    await terminal.until(/exit code 0, icanon ,echo ,/);
  },
);

Deno.test("chat top --once prints one look, --json one that programs can read", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const alice = await registerOwner(server, "alice");
  const [once, json] = await Promise.all([
    print(server, "alice", "--once", "--interval", "0.5"),
    print(server, "alice", "--once", "--json"),
  ]);
  assert.deepEqual([once.code, once.stderr], [0, ""]);
  assert.match(once.stdout, /^NAME +FROM +LINES/m);
  assert.match(once.stdout, /^alice +127\.0\.0\.1:\d+ /m);
  const sample = JSON.parse(json.stdout);
  assert.equal(sample.connections[0].name, "alice");
  // Nothing is left behind: each of them has logged out.
  const { sessions } = await alice.request("sessions");
  assert.equal(sessions.length, 1);
});

Deno.test("chat top --once brings the code of a second factor", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const alice = await registerOwner(server, "alice");
  const { secret } = await alice.request("second_factor", { password: PASSWORD });
  const codeNow = (away: number) => shownCode(String(secret), Date.now(), away);
  await alice.request("enable_second_factor", { code: codeNow(0) });
  const refused = await print(server, "alice", "--once", "--json");
  assert.equal(refused.code, 4);
  assert.match(refused.stderr, /CHAT_CODE or --code-command/);
  const shown = await runChat(topArgs(server, "alice", "--once", "--json"), {
    CHAT_PASSWORD: PASSWORD,
    CHAT_CODE: codeNow(1),
  });
  assert.deepEqual([shown.code, shown.stderr], [0, ""]);
});

Deno.test("chat top exits 4 for those who may not watch, and 2 where nobody can be asked", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  await registerOwner(server, "alice");
  await server.register("bob");
  const refused = await print(server, "bob", "--once");
  assert.deepEqual([refused.code, refused.stdout], [4, ""]);
  assert.match(
    refused.stderr,
    /Only admins and owners of this server may do this; "chat admin user role/,
  );
  assert.equal((await runChat(topArgs(server, "alice", "--once"))).code, 2);
});
