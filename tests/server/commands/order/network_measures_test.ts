/** Bans of networks, on a real server that is reached over the loopback. */
import assert from "node:assert/strict";
import { within } from "../../../support/deadline.ts";
import { ok, refused } from "../../../support/requests.ts";
import { registerCast, registerStaff } from "../../../support/staff.ts";
import type { Line, TestClient } from "../../../support/test_client.ts";
import {
  PASSWORD,
  startServer,
  TemporaryFolder,
  type TestServer,
} from "../../../support/test_server.ts";

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

Deno.test("ban() of a network ends connections from there, and lets nobody in", async () => {
  using folder = new TemporaryFolder();
  const clock = { ms: Date.now() };
  const now = () => clock.ms;
  let until: string;
  {
    await using server = await startServer(folder, { now });
    const { owner, admin, mod, bob } = await registerCast(server);
    const anonymous = await server.connect();
    const fields = { network: "127.0.0.0/8", seconds: 600, reason: "trouble", force: true };
    ({ until } = await ok(owner, "ban", fields));
    for (const client of [owner, admin, mod, bob, anonymous]) {
      const closing = await client.event("closing");
      assert.equal(closing["reason"], "address_banned");
      assert.match(closing["message"], /^Connections from your address are banned .*: trouble$/);
      await client.ended;
    }
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
  const elsewhere = await server.connect("127.0.0.7");
  const credentials = { username: "owner", password: PASSWORD };
  await ok(elsewhere, "register", credentials);
  await ok(elsewhere, "claim", { code: server.running.claimCode });
  await ok(elsewhere, "ban", { network: "127.0.0.1", force: true });
  assert.equal((await greeting(server))[0]?.["reason"], "address_banned");
  await ok(elsewhere, "unban", { network: "127.0.0.1" });
  assert.equal((await greeting(server))[0]?.["event"], "hello");
});

Deno.test("ban() of a network is refused where somebody of the same or a higher role was last", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const { owner, admin } = await registerCast(server);
  const at = async (username: string, from: string) => {
    const client = await server.connect(from);
    await ok(client, "login", { username, password: PASSWORD });
    return client;
  };
  const ownerOut = await at("owner", "127.0.0.20");
  const equal = await registerStaff(server, owner, { username: "equal", role: "admin" });
  const equalOut = await at("equal", "127.0.0.21");
  const mod = await at("mod", "127.0.0.22");
  const bob = await at("bob", "127.0.0.23");
  const isRefused = async (by: TestClient, network: string) =>
    assert.equal(await refused(by, "ban", { network, force: true }), "no_right", network);
  for (const network of ["127.0.0.20", "127.0.0.21", "127.0.0.16/28"]) {
    await isRefused(admin, network);
  }
  // Whether they are there or not, and also once their sessions are over.
  ownerOut.close();
  equalOut.close();
  await Promise.all([ownerOut.ended, equalOut.ended]);
  for (const network of ["127.0.0.20", "127.0.0.21"]) await isRefused(admin, network);
  const again = await at("owner", "127.0.0.20");
  await ok(again, "revoke", { others: true });
  await owner.ended;
  await ok(again, "logout");
  await again.ended;
  await isRefused(admin, "127.0.0.20");
  await isRefused(equal, "127.0.0.1");
  // Of those below it makes no difference.
  for (const [network, client] of [["127.0.0.22", mod], ["127.0.0.23", bob]] as const) {
    await ok(admin, "ban", { network, force: true });
    await client.ended;
  }
  // Whoever is of the staff no more is banned like everybody, from where the role was.
  const back = await server.login("owner");
  await ok(back, "grant", { username: "equal", role: "user" });
  await ok(admin, "ban", { network: "127.0.0.21", force: true });
});

Deno.test("unban() of a network is refused to those who rank below who has banned it", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const { owner, admin } = await registerCast(server);
  const network = { network: "192.0.2.0/24" };
  const { measure } = await ok(owner, "ban", network);
  assert.equal(await refused(admin, "unban", network), "no_right");
  assert.equal(await refused(admin, "lift", { measure }), "no_right");
  await ok(owner, "unban", network);
  await ok(admin, "ban", network);
  await ok(owner, "unban", network);
});
