/** Commands about one's own account, typed into the line client. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { ClientProcess } from "../../support/client_process.ts";
import { FakeServer } from "../../support/fake_server.ts";
import { as, play } from "../../support/play.ts";

Deno.test("/export writes all parts into a new file for nobody else, and into no old one", async () => {
  await using server = await FakeServer.start();
  const folder = await Deno.makeTempDir();
  try {
    const file = join(folder, "mine.json");
    server.intercept = ({ action, after }) =>
      action !== "export"
        ? undefined
        : after === undefined
        ? { ok: true, data: { username: "alice", messages: [1, 2] }, next: 2 }
        : { ok: true, data: { messages: [3] } };
    const first = await play(server, [`/export ${file}`]);
    assert.equal(first.stdout, `* everything of yours is in ${file} (2 parts)\n`);
    assert.deepEqual(JSON.parse(await Deno.readTextFile(file)), {
      username: "alice",
      messages: [1, 2, 3],
    });
    assert.equal(((await Deno.stat(file)).mode ?? 0) & 0o777, 0o600);
    const again = await play(server, [`/export ${file}`]);
    assert.match(again.stderr, /exists already and is left as it is/);
    assert.equal(again.code, 1);
    server.intercept = ({ action }) =>
      action === "export" ? { ok: false, error: "busy", message: "Later" } : undefined;
    const other = join(folder, "other.json");
    assert.equal((await play(server, [`/export ${other}`])).code, 1);
    await assert.rejects(Deno.stat(other), Deno.errors.NotFound);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("/password and /delete-account need a terminal", async () => {
  await using server = await FakeServer.start();
  const { code, stderr } = await play(server, ["/password", "/delete-account"]);
  assert.match(stderr, /Line 1 .*needs a terminal/);
  assert.match(stderr, /Line 2 .*needs a terminal/);
  assert.equal(code, 1);
});

for (const reason of ["revoked", "taken_over", "account_deleted"] as const) {
  Deno.test(`a client ends with 4 and does not come back when it is ${reason}`, async () => {
    await using server = await FakeServer.start();
    await using client = new ClientProcess(as("alice", server));
    await server.untilRequests("ignored");
    server.announce({ event: "closing", reason, message: "That was it" });
    server.cutAll();
    const { code, stderr } = await client.result();
    assert.match(stderr, /^chat: That was it; [^\n]+\n$/);
    assert.equal(code, 4);
    assert.equal(server.requestsFor("login").length, 1);
  });
}

Deno.test("/export - prints everything as JSON, for scripts", async () => {
  await using server = await FakeServer.start();
  server.intercept = ({ action }) =>
    action === "export" ? { ok: true, data: { username: "alice", messages: [] } } : undefined;
  const { code, stdout } = await play(server, ["/export -"]);
  assert.equal(code, 0);
  assert.equal(JSON.parse(stdout).username, "alice");
});
