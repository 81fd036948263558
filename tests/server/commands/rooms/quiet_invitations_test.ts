/** Whoever invites somebody by whom they are ignored learns nothing of it, and rings nowhere. */
import assert from "node:assert/strict";
import { KeyPerson } from "../../../support/encryption/wire_keys.ts";
import { WireRoom } from "../../../support/encryption/wire_room.ts";
import { startIrcServer } from "../../../support/irc/irc_server.ts";
import { IrcTestClient } from "../../../support/irc/irc_test_client.ts";
import { ok, refused } from "../../../support/requests.ts";
import { type Line, type TestClient } from "../../../support/test_client.ts";
import { PASSWORD, startServer, TemporaryFolder } from "../../../support/test_server.ts";

/** The rooms that somebody is told of, those with an invitation marked. */
async function roomsOf(client: TestClient): Promise<string[]> {
  const { rooms } = await ok(client, "rooms");
  return rooms.map(({ room, invited }: Line) => invited ? `${room} (invited)` : room);
}

Deno.test("an invitation by somebody who is ignored is answered and told as any, and not to whom it is for", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const [alice, bob, carol, dave] = await Promise.all(
    ["alice", "bob", "carol", "dave"].map((name) => server.register(name)),
  ) as unknown as [TestClient, TestClient, TestClient, TestClient];
  await ok(alice, "create", { room: "den", visibility: "private" });
  await ok(alice, "create", { room: "hall", visibility: "invite_only" });
  await ok(alice, "invite", { room: "den", username: "carol" });
  await ok(carol, "join", { room: "den" });
  await ok(bob, "ignore", { username: "alice" });

  const answers = [];
  for (const username of ["bob", "dave"]) {
    const { ref: _, ...answer } = await ok(alice, "invite", { room: "den", username });
    const { ref: _again, ...again } = await ok(alice, "invite", { room: "den", username });
    const { time: _time, username: who, ...told } = await carol.event("invitation");
    await carol.event("invitation");
    assert.equal(who, username);
    answers.push({ answer, again, told });
  }
  assert.deepEqual(answers[0], answers[1]);
  await ok(alice, "invite", { room: "hall", username: "bob" });
  assert.equal((await dave.event("invited"))["room"], "den");
  assert.deepEqual(await roomsOf(bob), ["general", "hall"]);
  assert.equal(await refused(bob, "join", { room: "den" }), "no_such_room");
  assert.equal(await refused(bob, "join", { room: "hall" }), "invite_only");
  assert.deepEqual(await roomsOf(dave), ["den (invited)", "general", "hall"]);
  const { data } = await ok(bob, "export");
  assert.deepEqual(data.rooms.map(({ room }: Line) => room), ["general"]);

  // Another one rings, and is all that did.
  await ok(carol, "invite", { room: "den", username: "bob" });
  const invited = await bob.event("invited");
  assert.deepEqual([invited["room"], invited["by"]], ["den", "carol"]);
  assert.deepEqual(await roomsOf(bob), ["den (invited)", "general", "hall"]);

  // Who is not ignored any more invites as others do.
  await ok(bob, "unignore", { username: "alice" });
  await ok(alice, "invite", { room: "hall", username: "bob" });
  assert.equal((await bob.event("invited"))["room"], "hall");
  await ok(bob, "join", { room: "hall" });
});

Deno.test("who reads in an encrypted room tells nobody that an invitation to it was ignored", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const people = await Promise.all(
    ["alice", "bob", "carol"].map((name) => KeyPerson.called(server, name)),
  );
  const [alice, bob, carol] = people as [KeyPerson, KeyPerson, KeyPerson];
  await bob.granted("ignore", { username: "alice" });
  const room = await WireRoom.of(alice);
  await room.invites(alice, bob);
  await room.invites(alice, carol);
  const { gone, readers } = await room.shownTo(alice);
  assert.deepEqual([readers.toSorted(), gone], [["alice", "bob", "carol"], []]);
  assert.equal((await carol.client.event("invited"))["room"], "den");
  await alice.granted("say", { to: "bob", text: "did you see?" }).catch(() => {});
  const { rooms } = await bob.granted("rooms");
  assert.deepEqual(rooms.map(({ room }: Line) => room), ["general"]);
});

Deno.test("INVITE by somebody who is ignored is answered on IRC, and not told", async () => {
  using folder = new TemporaryFolder();
  await using server = await startIrcServer(folder);
  for (const name of ["alice", "bob"]) (await server.register(name)).close();
  const carol = await server.register("carol");
  await ok(carol, "create", { room: "den", visibility: "private" });
  await ok(carol, "invite", { room: "den", username: "alice" });
  const enter = (nick: string) => IrcTestClient.enter(server.ircPort, { nick, password: PASSWORD });
  await using alice = await enter("alice");
  await using bob = await enter("bob");
  await alice.ask("JOIN #den");
  const phone = await server.login("bob");
  await ok(phone, "ignore", { username: "alice" });
  const answer = await alice.ask("INVITE bob #den");
  assert.deepEqual(answer.map(({ command, params }) => [command, ...params]), [
    ["341", "alice", "bob", "#den"],
  ]);
  const heard = [...await bob.settled(), ...await bob.ask("INVITE")];
  assert.deepEqual(heard.filter(({ command }) => ["INVITE", "336"].includes(command)), []);
  await ok(carol, "invite", { room: "den", username: "bob" });
  assert.equal((await bob.until("INVITE")).source?.split("!")[0], "carol");
  const listed = await bob.ask("INVITE");
  assert.deepEqual(listed.map(({ command, params }) => [command, ...params].slice(0, 3))[0], [
    "336",
    "bob",
    "#den",
  ]);
});
