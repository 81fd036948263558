/** Rooms over real sockets: making, finding, joining, leaving, running and losing them. */
import assert from "node:assert/strict";
import { startServer, TemporaryFolder, type TestServer } from "../../../support/test_server.ts";
import { ok, refused } from "../../../support/requests.ts";
import type { Line } from "../../../support/test_client.ts";

async function three(server: TestServer) {
  const [alice, bob, carol] = await Promise.all([
    server.register("alice"),
    server.register("bob"),
    server.register("carol"),
  ]);
  return { alice, bob, carol };
}

Deno.test("create() makes a room that its maker owns, and others find and join", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const { alice, bob } = await three(server);

  const made = await ok(alice, "create", { room: "#Ops", topic: "what runs where" });
  assert.deepEqual(
    [
      made["room"],
      made["visibility"],
      made["topic"],
      made["topic_by"],
      made["role"],
      made["online"],
    ],
    ["ops", "public", "what runs where", "alice", "owner", 1],
  );
  const { rooms } = await ok(bob, "rooms");
  assert.deepEqual(rooms.map((room: Line) => [room["room"], room["role"], room["members"]]), [
    ["general", "member", 3],
    ["ops", undefined, 1],
  ]);
  const joined = await ok(bob, "join", { room: "ops" });
  assert.deepEqual([joined["role"], joined["members"], joined["online"]], ["member", 2, 2]);
  const event = await alice.event(
    "joined",
    (line) => line["room"] === "ops" && line["username"] === "bob",
  );
  assert.equal(event["username"], "bob");

  await ok(bob, "say", { room: "ops", text: "here I am" });
  assert.equal((await alice.event("message"))["room"], "ops");
  const { members } = await ok(bob, "members", { room: "ops" });
  assert.deepEqual(members, [
    { username: "alice", role: "owner", online: true },
    { username: "bob", role: "member", online: true },
  ]);
});

Deno.test("create() refuses names that are wrong or taken, and more rooms than one may own", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const { alice, bob } = await three(server);
  await ok(alice, "create", { room: "ops" });

  assert.equal(await refused(bob, "create", { room: "OPS" }), "name_taken");
  assert.equal(await refused(bob, "create", { room: "two words" }), "bad_room_name");
  assert.equal(await refused(bob, "create", { room: "x", visibility: "secret" }), "bad_field");
  assert.equal(await refused(bob, "create", { room: "x", topic: "two\nlines" }), "bad_field");
  for (let index = 0; index < 20; index++) await ok(bob, "create", { room: `room${index}` });
  assert.equal(await refused(bob, "create", { room: "room20" }), "too_many_rooms");
});

Deno.test("join() of rooms that are private or by invitation needs one", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const { alice, bob, carol } = await three(server);
  await ok(alice, "create", { room: "secret", visibility: "private" });
  await ok(alice, "create", { room: "club", visibility: "invite_only" });

  assert.equal(await refused(bob, "join", { room: "secret" }), "no_such_room");
  assert.equal(await refused(bob, "join", { room: "club" }), "invite_only");
  const listed = (await ok(bob, "rooms"))["rooms"].map((room: Line) => room["room"]);
  assert.deepEqual(listed, ["club", "general"]);

  for (const room of ["secret", "club"]) {
    await ok(alice, "invite", { room, username: "bob" });
    const invited = await bob.event("invited", (line) => line["room"] === room);
    assert.equal(invited["by"], "alice");
    await ok(bob, "join", { room });
  }
  const found = (await ok(bob, "rooms"))["rooms"].map((room: Line) => room["room"]);
  assert.deepEqual(found, ["club", "general", "secret"]);
  assert.equal(await refused(carol, "say", { room: "secret", text: "hello?" }), "no_such_room");
});

Deno.test("invite() tells those who are in the room, and nobody else", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const { alice, bob, carol } = await three(server);
  await ok(alice, "create", { room: "ops" });
  await ok(bob, "join", { room: "ops" });
  await ok(alice, "invite", { room: "ops", username: "Carol" });
  const told = await bob.event("invitation");
  assert.deepEqual([told["room"], told["username"], told["by"]], ["ops", "carol", "alice"]);
  await carol.event("invited");
  assert.ok(!carol.lines.some(({ event }) => event === "invitation"));
  // Of somebody who is there there is nothing to tell.
  await ok(alice, "invite", { room: "ops", username: "bob" });
  await ok(bob, "ping");
  assert.equal(bob.lines.filter(({ event }) => event === "invitation").length, 1);
});

Deno.test("part() stops events at once, on every device, and join() brings them back", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const { alice, bob } = await three(server);
  const phone = await server.login("bob");
  await ok(alice, "create", { room: "ops" });
  await ok(bob, "join", { room: "ops" });
  await phone.event("joined", (line) => line["username"] === "bob" && line["room"] === "ops");

  await ok(bob, "part", { room: "ops" });
  const left = await phone.event("left", (line) => line["room"] === "ops");
  assert.deepEqual([left["username"], left["reason"]], ["bob", "parted"]);
  await ok(alice, "say", { room: "ops", text: "behind your back" });
  assert.equal(await refused(bob, "say", { room: "ops", text: "x" }), "not_a_member");
  assert.equal(await refused(phone, "history", { room: "ops" }), "not_a_member");
  await ok(bob, "ping");
  await ok(phone, "ping");
  for (const device of [bob, phone]) {
    assert.ok(!device.lines.some((line) => line["event"] === "message"));
    assert.deepEqual((await ok(device, "poll", { last_id: 0 }))["messages"], []);
  }

  await ok(phone, "join", { room: "ops" });
  await ok(alice, "say", { room: "ops", text: "welcome back" });
  assert.equal((await bob.event("message"))["text"], "welcome back");
  assert.equal((await ok(bob, "history", { room: "ops" }))["messages"].length, 2);
});

Deno.test("role() makes moderators and readers, removes and bans, and nobody acts upwards", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const { alice, bob, carol } = await three(server);
  await ok(alice, "create", { room: "ops" });
  await ok(bob, "join", { room: "ops" });
  await ok(carol, "join", { room: "ops" });
  const as = (username: string, role: string) => ({ room: "ops", username, role });

  assert.equal(await refused(bob, "role", as("carol", "read_only")), "no_right");
  await ok(alice, "role", as("bob", "moderator"));
  const event = await carol.event("role");
  assert.deepEqual([event["username"], event["role"], event["by"]], ["bob", "moderator", "alice"]);
  await ok(bob, "role", as("carol", "read_only"));
  assert.equal(await refused(carol, "say", { room: "ops", text: "x" }), "read_only");
  assert.equal((await ok(carol, "history", { room: "ops" }))["messages"].length, 0);
  assert.equal(await refused(bob, "role", as("alice", "member")), "no_right");
  assert.equal(await refused(bob, "role", as("carol", "moderator")), "no_right");
  assert.equal(await refused(alice, "role", as("alice", "member")), "last_owner");
  assert.equal(await refused(alice, "part", { room: "ops" }), "last_owner");

  await ok(bob, "role", as("carol", "banned"));
  const left = await carol.event("left", (line) => line["room"] === "ops");
  assert.deepEqual([left["reason"], left["by"]], ["banned", "bob"]);
  assert.equal(await refused(carol, "join", { room: "ops" }), "banned");
  assert.equal(await refused(alice, "invite", { room: "ops", username: "carol" }), "no_right");
  await ok(bob, "role", as("carol", "none"));
  await ok(carol, "join", { room: "ops" });
  await ok(alice, "role", as("carol", "none"));
  assert.equal((await carol.event("left", (line) => line["reason"] === "removed"))["by"], "alice");
  assert.equal(await refused(alice, "role", as("carol", "member")), "not_a_member");
  assert.equal(await refused(alice, "role", as("nobody", "member")), "no_such_user");

  await ok(alice, "role", as("bob", "owner"));
  await ok(alice, "part", { room: "ops" });
});

Deno.test("topic() tells and sets it, with who and when", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const { alice, bob } = await three(server);

  assert.deepEqual((await ok(alice, "topic", { room: "general" }))["topic"], "");
  await ok(alice, "topic", { room: "general", topic: "  hello world " });
  const event = await bob.event("topic");
  assert.deepEqual([event["topic"], event["by"]], ["hello world", "alice"]);
  const told = await ok(bob, "topic", { room: "general" });
  assert.deepEqual([told["topic"], told["topic_by"]], ["hello world", "alice"]);
  assert.equal(
    await refused(bob, "topic", { room: "general", topic: "x".repeat(301) }),
    "bad_field",
  );
  assert.equal(await refused(bob, "rename", { room: "general", name: "mine" }), "no_right");
  assert.equal(await refused(bob, "delete_room", { room: "general" }), "no_right");
});

Deno.test("rename() keeps members, history and events, under the new name alone", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const { alice, bob } = await three(server);
  await ok(alice, "create", { room: "ops" });
  await ok(bob, "join", { room: "ops" });
  await ok(alice, "say", { room: "ops", text: "before" });

  assert.equal(await refused(alice, "rename", { room: "ops", name: "general" }), "name_taken");
  await ok(alice, "rename", { room: "ops", name: "#Operations" });

  const event = await bob.event("renamed");
  assert.deepEqual([event["room"], event["name"]], ["ops", "operations"]);
  assert.equal(await refused(bob, "say", { room: "ops", text: "x" }), "no_such_room");
  await ok(bob, "say", { room: "operations", text: "after" });
  await alice.event("message", (line) => line["room"] === "operations");
  const { messages } = await ok(bob, "history", { room: "operations" });
  assert.deepEqual(messages.map((message: Line) => [message["room"], message["text"]]), [
    ["operations", "before"],
    ["operations", "after"],
  ]);
  assert.deepEqual((await server.login("bob")).answer["rooms"], ["general", "operations"]);
});

Deno.test("delete_room() takes everything in it away and frees the name", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const { alice, bob } = await three(server);
  await ok(alice, "create", { room: "ops" });
  await ok(bob, "join", { room: "ops" });
  const said = await ok(bob, "say", { room: "ops", text: "to be forgotten" });
  await ok(alice, "react", { id: said["id"], emoji: "👍" });

  await ok(alice, "delete_room", { room: "ops" });

  assert.equal((await bob.event("room_deleted"))["by"], "alice");
  assert.equal(await refused(bob, "history", { room: "ops" }), "no_such_room");
  assert.deepEqual((await ok(bob, "poll", { last_id: 0 }))["messages"], []);
  assert.equal(await refused(bob, "edit", { id: said["id"], text: "x" }), "no_such_message");
  await ok(bob, "create", { room: "ops" });
  const next = await ok(bob, "say", { room: "ops", text: "new" });
  assert.ok(next["id"] > said["id"] + 1);
});

Deno.test("rooms survive a restart with topic, roles, bans and invitations", async () => {
  using folder = new TemporaryFolder();
  {
    await using server = await startServer(folder);
    const { alice, bob } = await three(server);
    await ok(alice, "create", { room: "ops", visibility: "private", topic: "quiet" });
    await ok(alice, "invite", { room: "ops", username: "bob" });
    await ok(bob, "join", { room: "ops" });
    await ok(alice, "role", { room: "ops", username: "bob", role: "read_only" });
    await ok(alice, "role", { room: "ops", username: "carol", role: "banned" });
  }
  await using server = await startServer(folder);
  const bob = await server.login("bob");
  const carol = await server.login("carol");
  const room = (await ok(bob, "rooms"))["rooms"].find((room: Line) => room["room"] === "ops");
  assert.deepEqual([room["topic"], room["role"], room["visibility"]], [
    "quiet",
    "read_only",
    "private",
  ]);
  assert.equal(await refused(bob, "say", { room: "ops", text: "x" }), "read_only");
  assert.equal(await refused(carol, "join", { room: "ops" }), "no_such_room");
});

Deno.test("login() in the same moment as a removal does not bring the removed events", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const { alice, bob } = await three(server);
  const { token } = bob.answer;
  await ok(bob, "exit");
  await ok(alice, "create", { room: "ops" });
  for (let round = 0; round < 10; round++) {
    const before = await server.connect();
    await ok(before, "login", { token });
    await ok(before, "join", { room: "ops" });
    await ok(before, "exit");
    const device = await server.connect();
    await Promise.all([
      ok(alice, "role", { room: "ops", username: "bob", role: "none" }),
      ok(device, "login", { token }),
    ]);
    await ok(alice, "say", { room: "ops", text: "not for bob" });
    await ok(device, "ping");
    assert.ok(!device.lines.some((line) => line["event"] === "message"));
    await ok(device, "exit");
  }
});

Deno.test("delete_room() leaves nothing of what was said, not even in the search index", async () => {
  using folder = new TemporaryFolder();
  {
    await using server = await startServer(folder);
    const { alice } = await three(server);
    await ok(alice, "create", { room: "ops" });
    await ok(alice, "say", { text: "something that stays" });
    for (let index = 0; index < 50; index++) {
      await ok(alice, "say", { room: "ops", text: `unforgettable xyzzy${index}` });
    }
    assert.equal((await ok(alice, "search", { query: "unforgettable" }))["results"].length, 50);
    await ok(alice, "delete_room", { room: "ops" });
    assert.deepEqual((await ok(alice, "search", { query: "unforgettable" }))["results"], []);
    assert.equal((await ok(alice, "search", { query: "stays" }))["results"].length, 1);
  }
  for (const { name } of Deno.readDirSync(folder.path)) {
    const text = new TextDecoder("latin1").decode(Deno.readFileSync(`${folder.path}/${name}`));
    assert.ok(!/unforgettable|xyzzy/.test(text), name);
  }
});

Deno.test("part() declines an invitation, and invitations do not count as rooms", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const { alice, bob, carol } = await three(server);
  for (let index = 0; index < 20; index++) {
    for (const [name, owner] of [["a", alice], ["c", carol]] as const) {
      await ok(owner, "create", { room: `${name}${index}`, visibility: "private" });
      await ok(owner, "invite", { room: `${name}${index}`, username: "bob" });
    }
  }
  await ok(bob, "create", { room: "mine" });
  await ok(bob, "part", { room: "a0" });
  assert.equal(await refused(bob, "join", { room: "a0" }), "no_such_room");
  await ok(alice, "ping");
  assert.ok(!alice.lines.some((line) => line["event"] === "left"));
});
