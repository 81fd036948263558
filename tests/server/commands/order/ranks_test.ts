/** What people of a higher role have written is not for those below them to take away or look into. */
import assert from "node:assert/strict";
import { ok, refused } from "../../../support/requests.ts";
import { registerCast, registerStaff } from "../../../support/staff.ts";
import type { Line, TestClient } from "../../../support/test_client.ts";
import { startServer, TemporaryFolder, type TestServer } from "../../../support/test_server.ts";

const ROOM = { room: "ops" };

/** A room of alice with a moderator, and people of every role on the server in it. */
async function openRoom(server: TestServer) {
  const staff = await registerCast(server);
  const peer = await registerStaff(server, staff.owner, { username: "peer", role: "moderator" });
  const [alice, carol] = [await server.register("alice"), await server.register("carol")];
  await ok(alice, "create", ROOM);
  for (const client of [...Object.values(staff), peer, carol]) await ok(client, "join", ROOM);
  await ok(alice, "role", { ...ROOM, username: "bob", role: "moderator" });
  return { ...staff, peer, alice, carol };
}

/** A message that was edited, by its id. */
async function edited(client: TestClient): Promise<number> {
  const { id } = await ok(client, "say", { ...ROOM, text: "first" });
  await ok(client, "edit", { id, text: "second" });
  return id;
}

Deno.test("delete() and edits() are refused for what somebody of a higher role wrote", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder, { limits: false });
  const { owner, admin, mod, peer, alice, bob, carol } = await openRoom(server);
  const above: [TestClient, TestClient[]][] = [
    [bob, [alice, mod, admin, owner]],
    // A role on the server counts before one in the room.
    [alice, [mod, admin, owner]],
    [mod, [admin, owner]],
    [admin, [owner]],
  ];
  for (const [client, authors] of above) {
    for (const author of authors) {
      const id = await edited(author);
      assert.equal(await refused(client, "edits", { id }), "no_right");
      assert.equal(await refused(client, "delete", { id }), "no_right");
    }
  }
  const beside: [TestClient, TestClient[]][] = [
    [bob, [carol]],
    [alice, [bob, carol]],
    [mod, [peer, alice, bob, carol]],
    [admin, [mod, alice]],
    [owner, [admin, mod, alice]],
  ];
  for (const [client, authors] of beside) {
    for (const author of authors) {
      const id = await edited(author);
      await ok(client, "edits", { id });
      await ok(client, "delete", { id });
    }
  }
});

Deno.test("delete() leaves what the server says in the staff's room", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const { owner, mod } = await registerCast(server);
  await ok(mod, "mute", { username: "bob" });
  const { id } = await mod.event("message", ({ text }) => /mod muted bob/.test(text));
  for (const client of [mod, owner]) {
    assert.equal(await refused(client, "delete", { id }), "no_right");
  }
});

Deno.test("reports() about what somebody of a higher role wrote are for those who do not rank below", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder, { limits: false });
  const { owner, admin, mod, peer, alice, bob, carol } = await openRoom(server);
  const seeing: [TestClient, TestClient[]][] = [
    [carol, [alice, bob, mod, peer, admin, owner]],
    [bob, [alice, mod, peer, admin, owner]],
    [alice, [mod, peer, admin, owner]],
    [mod, [peer, admin, owner]],
    [admin, [owner]],
    [owner, []],
  ];
  const everybody = [alice, bob, mod, peer, admin, owner];
  for (const [author, readers] of seeing) {
    const { id } = await ok(author, "say", { ...ROOM, text: "rubbish" });
    const reporter = await server.register(`witness-${id}`);
    await ok(reporter, "join", ROOM);
    const { report } = await ok(reporter, "report", { id });
    for (const client of everybody) {
      const { reports } = await ok(client, "reports");
      const isSeen = reports.some((shown: Line) => shown["report"] === report);
      assert.equal(isSeen, readers.includes(client), `message ${id}`);
      if (isSeen) continue;
      assert.equal(
        await refused(client, "resolve_report", { report, note: "fine" }),
        "no_such_report",
      );
    }
  }
  // Nor are the moderators of the room told of what they do not see.
  const told = bob.lines.filter(({ code }) => code === "reported");
  assert.equal(told.length, 1);
});
