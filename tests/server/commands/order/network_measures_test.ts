/** Bans of networks, on a real server that is reached over the loopback. */
import assert from "node:assert/strict";
import { within } from "../../../support/deadline.ts";
import { ok, refused } from "../../../support/requests.ts";
import { registerCast, registerStaff } from "../../../support/staff.ts";
import type { Line } from "../../../support/test_client.ts";
import { startServer, TemporaryFolder, type TestServer } from "../../../support/test_server.ts";

/** Everything that a new connection is sent, without anything being asked. */
async function greeting({ port }: TestServer): Promise<Line[]> {
  using connection = await Deno.connect({ hostname: "127.0.0.1", port });
  const text = await within(new Response(firstLine(connection)).text(), "the first line");
  return text.trim().split("\n").map((line) => JSON.parse(line));
}

/** The first line of a connection; the server closes the others by itself. */
function firstLine(connection: Deno.TcpConn): ReadableStream<Uint8Array> {
  return connection.readable.pipeThrough(
    new TransformStream({
      transform(chunk, controller) {
        controller.enqueue(chunk);
        if (chunk.includes(0x0a)) controller.terminate();
      },
    }),
  );
}

Deno.test("ban() of a network is for admins, and refuses loopback and one's own unless forced", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const { admin, mod } = await registerCast(server);
  assert.equal(await refused(mod, "ban", { network: "192.0.2.0/24" }), "no_right");
  for (
    const network of ["127.0.0.1", "127.9.0.0/16", "0.0.0.0/0", "::1", "::/0", "::ffff:127.0.0.1"]
  ) {
    assert.equal(await refused(admin, "ban", { network }), "bad_network", network);
  }
  const { detail, message } = await admin.request("ban", { network: "127.0.0.1" });
  assert.equal(detail, "server_address");
  assert.equal(message, "127.0.0.1 has addresses of the server itself in it, so nothing was done");
  for (const network of ["", "alice", "192.0.2.0/33", "1.2.3"]) {
    assert.equal(await refused(admin, "ban", { network, force: true }), "bad_network", network);
  }
  assert.equal(await refused(admin, "ban", { network: "192.0.2.7", room: "general" }), "bad_field");
  assert.equal(await refused(admin, "ban", { network: "192.0.2.7", username: "bob" }), "bad_field");
  await ok(admin, "ban", { network: "192.0.2.99/24", reason: "spam" });
  await ok(admin, "ban", { network: "::ffff:198.51.100.7" });
  const { measures } = await ok(mod, "measures");
  assert.deepEqual(measures.map((line: Line) => line["network"]), ["198.51.100.7", "192.0.2.0/24"]);
  assert.equal(await refused(mod, "unban", { network: "192.0.2.0/24" }), "no_right");
  assert.equal(await refused(mod, "lift", { measure: measures[0]["measure"] }), "no_such_measure");
  await ok(admin, "unban", { network: "192.0.2.1/24" });
  assert.equal(await refused(admin, "unban", { network: "192.0.2.0/24" }), "no_such_measure");
});

Deno.test("ban() of a network ends connections from there but those of a higher role, and lets nobody in", async () => {
  using folder = new TemporaryFolder();
  const clock = { ms: Date.now() };
  const now = () => clock.ms;
  let until: string;
  {
    await using server = await startServer(folder, { now });
    const { owner, admin, mod, bob } = await registerCast(server);
    const anonymous = await server.connect();
    const equal = await registerStaff(server, owner, { username: "equal", role: "admin" });
    const fields = { network: "127.0.0.0/8", seconds: 600, reason: "trouble", force: true };
    ({ until } = await ok(admin, "ban", fields));
    for (const client of [admin, mod, bob, anonymous]) {
      const closing = await client.event("closing");
      assert.equal(closing["reason"], "address_banned");
      assert.match(closing["message"], /^Connections from your address are banned .*: trouble$/);
      await client.ended;
    }
    await ok(owner, "ping");
    await ok(equal, "ping");
    const lines = await greeting(server);
    assert.deepEqual(lines.map((line) => [line["event"], line["reason"]]), [
      ["closing", "address_banned"],
    ]);
    await server.log.line(/REFUSED .*banned address/);
  }
  {
    await using server = await startServer(folder, { now });
    assert.equal((await greeting(server))[0]?.["reason"], "address_banned");
  }
  clock.ms = Date.parse(until) - 1;
  await using server = await startServer(folder, { now });
  assert.equal((await greeting(server))[0]?.["reason"], "address_banned");
  clock.ms += 1;
  assert.equal((await greeting(server))[0]?.["event"], "hello");
  const mod = await server.login("mod");
  const over = "The ban of 127.0.0.0/8 is over";
  const { messages } = await ok(mod, "history", { room: "moderation" });
  // It was noted before the moderator came, or will be told.
  const wasNoted = messages.some(({ text }: Line) => text === over);
  if (!wasNoted) await mod.event("message", ({ text }) => text === over);
});

Deno.test("unban() of a network lets connections in at once", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const { owner, admin } = await registerCast(server);
  await ok(admin, "ban", { network: "127.0.0.1", force: true });
  assert.equal((await greeting(server))[0]?.["reason"], "address_banned");
  await ok(owner, "unban", { network: "127.0.0.1" });
  assert.equal((await greeting(server))[0]?.["event"], "hello");
});
