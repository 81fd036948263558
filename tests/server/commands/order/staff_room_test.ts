/** The staff's room has the name that people look for, and nobody else's has it. */
import assert from "node:assert/strict";
import { databasePath } from "../../../../server/journal/database/database.ts";
import { ok, refused } from "../../../support/requests.ts";
import { registerOwner, registerStaff } from "../../../support/staff.ts";
import { startServer, TemporaryFolder } from "../../../support/test_server.ts";
import { DatabaseSync } from "node:sqlite";

Deno.test("nobody makes a room with the name of the staff's, before there is one and after", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const eve = await server.register("eve");
  await ok(eve, "create", { room: "den" });
  const names = ["moderation", "#Moderation", "m0deration", "rnoderation", "moderation-2"];
  const tryAll = async () => {
    for (const name of names) {
      assert.equal(await refused(eve, "create", { room: name }), "name_taken", name);
      assert.equal(await refused(eve, "rename", { room: "den", name }), "name_taken", name);
    }
  };
  await tryAll();
  const owner = await registerOwner(server, "owner");
  assert.equal(
    (await owner.event("joined", ({ room }) => room === "moderation"))["username"],
    "owner",
  );
  await tryAll();
  // Whoever may name it otherwise may name it so again; nobody comes in between.
  await ok(owner, "rename", { room: "moderation", name: "bridge" });
  await tryAll();
  await ok(owner, "rename", { room: "bridge", name: "moderation" });
  await ok(eve, "create", { room: "moderation-talk" });
});

Deno.test("rooms for newcomers are not called as the staff's room will be", async () => {
  using folder = new TemporaryFolder();
  await assert.rejects(
    startServer(folder, { defaultRooms: ["moderation"] }),
    /#moderation is for those who keep order/,
  );
});

Deno.test("a folder in which another room has the name of the staff's goes on with both", async () => {
  using folder = new TemporaryFolder();
  {
    await using server = await startServer(folder);
    const eve = await server.register("eve");
    await ok(eve, "create", { room: "den" });
  }
  {
    using database = new DatabaseSync(databasePath(folder.path));
    database.exec("UPDATE conversations SET name = 'moderation' WHERE name = 'den'");
  }
  await using server = await startServer(folder);
  const eve = await server.login("eve");
  await ok(eve, "say", { room: "moderation", text: "mine" });
  const owner = await registerOwner(server, "owner");
  await registerStaff(server, owner, { username: "mod", role: "moderator" });
  const { messages } = await ok(owner, "history", { room: "moderation-2" });
  assert.match(messages.at(-1)["text"], /mod is moderator now/);
  assert.equal(await refused(eve, "say", { room: "moderation-2", text: "hi" }), "no_such_room");
});
