/** Guests and the rooms that they make: there as long as somebody is. */
import assert from "node:assert/strict";
import { IrcTestClient } from "../../../support/irc/irc_test_client.ts";
import { startIrcServer } from "../../../support/irc/irc_server.ts";
import { PASSWORD, TemporaryFolder } from "../../../support/test_server.ts";

const GUESTS = { guests: true, defaultRooms: [] } as const;

Deno.test("IrcDoor takes guests, whose rooms end with their last member", async () => {
  using folder = new TemporaryFolder();
  await using server = await startIrcServer(folder, GUESTS);
  await using foo = await IrcTestClient.enter(server.ircPort, { nick: "foo" });
  await using bar = await IrcTestClient.enter(server.ircPort, { nick: "bar" });
  const made = await foo.ask("JOIN #chan");
  assert.deepEqual(made.map(({ command }) => command), ["JOIN", "353", "366"]);
  assert.equal(made[1]?.params.at(-1), "@foo");
  await bar.ask("JOIN #chan");
  await foo.until("JOIN");
  await bar.send("PRIVMSG #chan :hello");
  assert.deepEqual((await foo.until("PRIVMSG")).params, ["#chan", "hello"]);
  await bar.send("PRIVMSG foo :hello you");
  assert.deepEqual((await foo.until("PRIVMSG")).params, ["foo", "hello you"]);

  await foo.send("MODE #chan +o bar");
  assert.deepEqual((await bar.until("MODE")).params, ["#chan", "+o", "bar"]);
  await bar.send("KICK #chan foo :off you go");
  assert.deepEqual((await foo.until("KICK")).params, ["#chan", "foo", "off you go"]);
  await bar.ask("PART #chan :bye");
  assert.ok(!(await foo.ask("LIST")).some(({ command }) => command === "322"));
});

Deno.test("IrcDoor lets a guest change its nick, and frees it when the guest goes", async () => {
  using folder = new TemporaryFolder();
  await using server = await startIrcServer(folder, GUESTS);
  await using foo = await IrcTestClient.enter(server.ircPort, { nick: "foo" });
  await using bar = await IrcTestClient.enter(server.ircPort, { nick: "bar" });
  await foo.ask("JOIN #chan");
  await bar.ask("JOIN #chan");
  await bar.send("NICK foo");
  await bar.until("433");
  await bar.send("NICK qux");
  const renamed = await foo.until("NICK");
  assert.deepEqual([renamed.source, ...renamed.params], ["bar!bar@user.chat", "qux"]);
  await bar.until("NICK");
  await bar.send("PRIVMSG #chan :as somebody else");
  assert.equal((await foo.until("PRIVMSG")).source, "qux!bar@user.chat");
  await bar.send("QUIT :so long");
  const quit = await foo.until("QUIT");
  assert.deepEqual([quit.source, ...quit.params], ["qux!bar@user.chat", "Quit: so long"]);
  await bar.ended();
  await using again = await IrcTestClient.enter(server.ircPort, { nick: "qux" });
  assert.ok((await again.ask("WHOWAS bar")).some(({ command }) => command === "314"));
  const account = await server.register("keeper");
  const { messages } = await account.request("history", { room: "chan" }) as { messages?: unknown };
  assert.equal(messages, undefined);
});

Deno.test("IrcDoor keeps an account's nick for the account", async () => {
  using folder = new TemporaryFolder();
  await using server = await startIrcServer(folder, GUESTS);
  await server.register("alice");
  await using second = await IrcTestClient.connect(server.ircPort);
  await second.send("NICK alice", "USER a 0 * :a");
  await second.until("433");
  await using irc = await IrcTestClient.enter(server.ircPort, {
    nick: "alice",
    password: PASSWORD,
  });
  await irc.send("NICK other");
  await irc.until("432");
});

Deno.test("a guest that registers its nick stays in its rooms, and is an account", async () => {
  using folder = new TemporaryFolder();
  await using server = await startIrcServer(folder, GUESTS);
  await using foo = await IrcTestClient.enter(server.ircPort, { nick: "foo" });
  await using bar = await IrcTestClient.enter(server.ircPort, {
    nick: "bar",
    capabilities: ["account-tag"],
  });
  await foo.ask("JOIN #chan");
  await bar.ask("JOIN #chan");
  await foo.send("PRIVMSG #chan :as a guest");
  assert.equal((await bar.until("PRIVMSG")).tags.get("account"), undefined);
  // Nobody else takes it.
  assert.equal(
    (await bar.ask(`REGISTER foo * :${PASSWORD}`))[0]?.params[1],
    "ACCOUNT_NAME_MUST_BE_NICK",
  );

  const answer = await foo.ask(`REGISTER * * :${PASSWORD}`);
  assert.deepEqual(
    answer.filter(({ command }) => command === "REGISTER").map(({ params }) => params.slice(0, 2)),
    [["SUCCESS", "foo"]],
  );
  // It is in its room already.
  assert.ok(
    !answer.some(({ command, source = "" }) => command === "JOIN" && source.startsWith("foo")),
  );
  await foo.send("PRIVMSG #chan :with an account");
  assert.equal((await bar.until("PRIVMSG")).tags.get("account"), "foo");
  assert.equal((await foo.ask(`REGISTER * * :${PASSWORD}`))[0]?.params[1], "ALREADY_AUTHENTICATED");

  // It is there when the connection has gone, and has what it said as a guest.
  await foo.send("QUIT");
  await foo.ended();
  const again = await server.login("foo");
  const { messages } = await again.request("history", { room: "chan" });
  assert.deepEqual(
    (messages as { from: string; text: string }[]).map(({ from, text }) => `${from}: ${text}`),
    ["foo: as a guest", "foo: with an account"],
  );
});
