/** With `--irc-nicks free` people are called on IRC as they like, and everywhere else by their names. */
import assert from "node:assert/strict";
import { IrcTestClient } from "../../../support/irc/irc_test_client.ts";
import { startIrcServer } from "../../../support/irc/irc_server.ts";
import { PASSWORD, TemporaryFolder } from "../../../support/test_server.ts";

const CAPABILITIES = ["message-tags", "account-tag", "extended-join"] as const;

async function enterAs(port: number, nick: string, account: string): Promise<IrcTestClient> {
  const client = await IrcTestClient.connect(port);
  await client.send(
    `CAP REQ :${CAPABILITIES.join(" ")}`,
    `PASS :${account}:${PASSWORD}`,
    `NICK ${nick}`,
    `USER ${nick} 0 * :${nick}`,
    "CAP END",
  );
  await client.until("001");
  await client.settled();
  return client;
}

Deno.test("IRC shows the nick and who it is, other doors the account", async () => {
  using folder = new TemporaryFolder();
  await using server = await startIrcServer(folder, { irc: { nicks: "free" } });
  const bob = await server.register("bob");
  await server.register("alice");
  await server.register("carol");
  await using carol = await enterAs(server.ircPort, "carol", "carol");
  await using alice = await enterAs(server.ircPort, "wonder", "alice");
  const called = await carol.until("NICK");
  assert.deepEqual([called.source, called.params], ["alice!alice@user.chat", ["wonder"]]);

  await alice.send("PRIVMSG #general :hello", "PRIVMSG bob :psst");
  const said = await carol.until("PRIVMSG");
  assert.equal(said.source, "wonder!wonder@user.chat");
  assert.equal(said.tags.get("account"), "alice");
  assert.equal((await bob.event("message", ({ to }) => to === "bob")).from, "alice");

  const names = (await carol.ask("NAMES #general")).find(({ command }) => command === "353");
  assert.deepEqual(names?.params.at(-1)?.split(" ").sort(), ["bob", "carol", "wonder"]);
  const whois = await carol.ask("WHOIS wonder");
  assert.deepEqual(whois.find(({ command }) => command === "330")?.params.slice(1, 3), [
    "wonder",
    "alice",
  ]);
  await carol.send("PRIVMSG wonder :to you");
  assert.deepEqual((await alice.until("PRIVMSG")).params, ["wonder", "to you"]);
});

Deno.test("NICK changes a nick that nobody has, and QUIT and WHOWAS know it", async () => {
  using folder = new TemporaryFolder();
  await using server = await startIrcServer(folder, { guests: true, irc: { nicks: "free" } });
  await server.register("bob");
  (await server.register("alice")).close();
  await using bob = await enterAs(server.ircPort, "bob", "bob");
  await using alice = await enterAs(server.ircPort, "alice", "alice");
  assert.equal((await alice.ask("NICK bob"))[0]?.command, "433");
  assert.equal((await alice.ask("NICK b!b"))[0]?.command, "432");
  const [own] = await alice.ask("NICK wonder");
  assert.deepEqual([own?.source, own?.command, own?.params[0]], [
    "alice!alice@user.chat",
    "NICK",
    "wonder",
  ]);
  assert.equal((await bob.until("NICK")).params[0], "wonder");
  // Nobody else gets that name as long as it is one's nick, by whatever door.
  await assert.rejects(server.register("Wonder"), /taken/);
  await alice.ask("NICK Alice");
  await server.register("wonder");
  assert.ok((await alice.ask("NICK wonder")).some(({ command }) => command === "433"));

  await alice.ask("NICK miracle");
  await alice.send("QUIT :bye");
  const gone = await bob.until("QUIT");
  assert.deepEqual([gone.source, gone.params], ["miracle!alice@user.chat", ["Quit: bye"]]);
  assert.equal((await bob.ask("WHOWAS miracle"))[0]?.command, "314");
});

Deno.test("all connections of an account have one nick, which goes with the last on IRC", async () => {
  using folder = new TemporaryFolder();
  await using server = await startIrcServer(folder, { irc: { nicks: "free" } });
  await server.register("bob");
  const page = await server.register("alice");
  await using bob = await enterAs(server.ircPort, "bob", "bob");
  await using phone = await enterAs(server.ircPort, "wonder", "alice");
  assert.equal((await bob.until("NICK")).params[0], "wonder");
  await using desk = await IrcTestClient.connect(server.ircPort);
  await desk.send(`PASS :alice:${PASSWORD}`, "NICK other", "USER x 0 * :x");
  assert.deepEqual((await desk.until("NICK")).params, ["wonder"]);
  await desk.ask("NICK third");
  assert.deepEqual((await phone.until("NICK")).params, ["third"]);
  await phone.send("QUIT");
  await phone.ended();
  await desk.send("QUIT");
  await desk.ended();
  assert.deepEqual(
    (await bob.until(({ command, params }) => {
      return command === "NICK" && params[0] === "alice";
    })).source,
    "third!x@user.chat",
  );
  await page.request("say", { text: "still here" });
  assert.equal((await bob.until("PRIVMSG")).source, "alice!alice@user.chat");
});
