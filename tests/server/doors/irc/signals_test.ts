/** What clients ask each other (CTCP), and rooms in which they do not, or in which no guests write. */
import assert from "node:assert/strict";
import { IrcTestClient } from "../../../support/irc/irc_test_client.ts";
import { startIrcServer } from "../../../support/irc/irc_server.ts";
import { PASSWORD, TemporaryFolder } from "../../../support/test_server.ts";
import { refused } from "../../../support/requests.ts";

const GUESTS = { guests: true, defaultRooms: [] } as const;

Deno.test("IrcDoor passes on what clients ask each other, and what they answer, once", async () => {
  using folder = new TemporaryFolder();
  await using server = await startIrcServer(folder, GUESTS);
  const native = await server.register("alice");
  const enter = (nick: string, capabilities: readonly string[] = []) =>
    IrcTestClient.enter(server.ircPort, { nick, capabilities });
  await using foo = await enter("foo", ["echo-message"]);
  await using bar = await enter("bar");
  for (const client of [foo, bar]) await client.ask("JOIN #chan");
  await native.request("join", { room: "chan" });
  await foo.send("PRIVMSG #chan :\x01ACTION looks\x01", "PRIVMSG #chan :\x01VERSION\x01");
  assert.deepEqual((await bar.until("PRIVMSG")).params, ["#chan", "\x01ACTION looks\x01"]);
  assert.deepEqual((await bar.until("PRIVMSG")).params, ["#chan", "\x01VERSION\x01"]);
  for (const text of ["\x01ACTION looks\x01", "\x01VERSION\x01"]) {
    assert.deepEqual((await foo.until("PRIVMSG")).params, ["#chan", text]);
  }
  await bar.send("NOTICE foo :\x01VERSION test 1\x01");
  assert.deepEqual((await foo.until("NOTICE")).params, ["foo", "\x01VERSION test 1\x01"]);
  // Nothing of it is kept, and those who cannot answer are not asked.
  const { messages } = await native.request("history", { room: "chan" });
  assert.deepEqual(messages.map(({ text }: { text: string }) => text), ["looks"]);
  assert.equal((await foo.ask("PRIVMSG nobody :\x01PING 1\x01"))[0]?.command, "401");
  assert.deepEqual(await bar.ask("NOTICE nobody :\x01PING 1\x01"), []);
  const far = await foo.ask("PRIVMSG @#chan :\x01PING 1\x01");
  assert.equal(far[0]?.command, "404");
});

Deno.test("IrcDoor asks nothing of the other devices of whoever asks, or of those who ignore them", async () => {
  using folder = new TemporaryFolder();
  await using server = await startIrcServer(folder);
  const carol = await server.register("carol");
  for (const name of ["alice", "bob"]) (await server.register(name)).close();
  await carol.request("ignore", { username: "alice" });
  const enter = (nick: string) => IrcTestClient.enter(server.ircPort, { nick, password: PASSWORD });
  await using alice = await enter("alice");
  await using second = await enter("alice");
  await using bob = await enter("bob");
  await using other = await enter("carol");
  await alice.ask("PRIVMSG bob :\x01PING 1\x01", "PRIVMSG #general :\x01PING 2\x01");
  const told = async (client: IrcTestClient) =>
    (await client.settled()).filter(({ command }) => command === "PRIVMSG")
      .map(({ params }) => params[1]);
  assert.deepEqual(await told(bob), ["\x01PING 1\x01", "\x01PING 2\x01"]);
  assert.deepEqual(await told(second), []);
  assert.deepEqual(await told(other), []);
  await alice.send("PRIVMSG alice :\x01PING 3\x01");
  for (const client of [alice, second]) {
    assert.deepEqual((await client.until("PRIVMSG")).params, ["alice", "\x01PING 3\x01"]);
  }
  // Who wants to be asked nothing says so.
  assert.deepEqual((await bob.ask("MODE bob +T"))[0]?.params, ["bob", "+T"]);
  await alice.ask("PRIVMSG bob :\x01PING 4\x01", "PRIVMSG bob :what is it?");
  assert.deepEqual(await told(bob), ["what is it?"]);
});

Deno.test("MODE +C has clients ask each other nothing, +M no guests write, and +P keeps a room", async () => {
  using folder = new TemporaryFolder();
  await using server = await startIrcServer(folder, GUESTS);
  (await server.register("alice")).close();
  await using alice = await IrcTestClient.enter(server.ircPort, {
    nick: "alice",
    password: PASSWORD,
  });
  await using guest = await IrcTestClient.enter(server.ircPort, { nick: "guest" });
  for (const client of [alice, guest]) await client.ask("JOIN #chan");
  const modes = async () =>
    (await alice.ask("MODE #chan")).find(({ command }) => command === "324")?.params[2];
  await alice.send("MODE #chan +CM");
  assert.deepEqual((await guest.until("MODE")).params, ["#chan", "+CM"]);
  assert.equal(await modes(), "+nCM");
  const refusals = async (client: IrcTestClient, ...lines: readonly string[]) =>
    (await client.ask(...lines)).filter(({ command }) => command === "404").length;
  assert.equal(await refusals(alice, "PRIVMSG #chan :\x01PING 1\x01"), 1);
  assert.equal(await refusals(alice, "PRIVMSG #chan :\x01ACTION waves\x01"), 0);
  assert.equal(await refusals(guest, "PRIVMSG #chan :hello"), 1);
  await alice.ask("MODE #chan +v guest");
  assert.equal(await refusals(guest, "PRIVMSG #chan :hello"), 0);
  await alice.ask("MODE #chan -v guest", "MODE #chan -M");
  assert.equal(await refusals(guest, "PRIVMSG #chan :hello"), 0);
  assert.equal(await refusals(guest, "NOTICE #chan :\x01PING 1\x01"), 0);
  assert.equal((await guest.ask("MODE #chan +P"))[0]?.command, "482");
  await alice.ask("MODE #chan +P");
  assert.equal(await modes(), "+nCP");
  assert.equal((await alice.ask("MODE #chan -P"))[0]?.command, "696");
  assert.equal(await modes(), "+nCP");
});

Deno.test("set has guests write nothing in a room, and others there ask nothing, for all doors", async () => {
  using folder = new TemporaryFolder();
  await using server = await startIrcServer(folder, GUESTS);
  const alice = await server.register("alice");
  const bob = await server.register("bob");
  await alice.request("create", { room: "lab" });
  await bob.request("join", { room: "lab" });
  await using guest = await IrcTestClient.enter(server.ircPort, { nick: "guest" });
  await guest.ask("JOIN #lab");
  const where = { room: "lab" };
  assert.equal(await refused(bob, "set", { ...where, accounts_only: true }), "no_right");
  const settings = { accounts_only: true, without_signals: true, slow: 0 };
  const info = await alice.request("set", { ...where, ...settings });
  assert.deepEqual([info.accounts_only, info.without_signals], [true, true]);
  const told = await bob.event("room_changed");
  assert.deepEqual([told.accounts_only, told.without_signals], [true, true]);
  assert.deepEqual((await guest.until("MODE")).params, ["#lab", "+CM"]);
  await bob.request("say", { ...where, text: "accounts do" });
  assert.equal(await refused(bob, "signal", { ...where, text: "VERSION" }), "no_right");
  assert.equal(await refused(bob, "signal", { text: "VERSION" }), "bad_field");
  assert.equal(await refused(bob, "signal", { to: "alice", text: "a\nb" }), "bad_field");
  // It would be a message that is nowhere to be read again.
  assert.equal(await refused(bob, "signal", { to: "alice", text: "action waves" }), "bad_field");
  await guest.send("PRIVMSG #lab :may I?");
  assert.match((await guest.until("404")).params.at(-1) ?? "", /Guests do not write/);
  // Whoever writes from outside is not more than whoever is in it.
  await alice.request("set", { ...where, outsiders_write: true });
  await guest.ask("PART #lab");
  await guest.send("PRIVMSG #lab :and now?");
  await guest.until("404");
});
