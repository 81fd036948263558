/** Bans from rooms, as IRC clients ask for them. */
import assert from "node:assert/strict";
import { IrcTestClient } from "../../../support/irc/irc_test_client.ts";
import { startIrcServer } from "../../../support/irc/irc_server.ts";
import { PASSWORD, TemporaryFolder } from "../../../support/test_server.ts";

/** Somebody new who is in #den, which the first one owns. */
async function enterDen(
  server: Awaited<ReturnType<typeof startIrcServer>>,
  nick: string,
): Promise<IrcTestClient> {
  await server.register(nick);
  const client = await IrcTestClient.enter(server.ircPort, { nick, password: PASSWORD });
  await client.send("JOIN #den");
  await client.until("366");
  return client;
}

Deno.test("MODE +b takes what clients make of a nick, where it is about one account", async () => {
  using folder = new TemporaryFolder();
  await using server = await startIrcServer(folder);
  await using owner = await enterDen(server, "owner");
  await using alice = await enterDen(server, "alice");
  await owner.settled();

  for (
    const [mask, why] of [
      ["*!*@*.example", /Nobody is meant/],
      ["*.example", /name!\*@\*/],
      [`*!${"*".repeat(80)}@*`, /name!\*@\*/],
    ] as const
  ) {
    await owner.send(`MODE #den +b ${mask}`);
    assert.match((await owner.until("696")).params.at(-1) ?? "", why);
  }
  await owner.send("MODE #den +b *!*ali?e@user.chat");
  assert.deepEqual((await alice.until("KICK")).params.slice(0, 2), ["#den", "alice"]);
  await owner.send("MODE #den +b");
  assert.deepEqual((await owner.until("367")).params.slice(1, 3), ["#den", "alice!*@*"]);
  await alice.send("JOIN #den");
  await alice.until("474");
  await owner.send("MODE #den -b *!*alice@user.chat");
  await owner.settled();
  const again = await alice.ask("JOIN #den");
  assert.equal(again[0]?.command, "JOIN", "nobody is told on IRC that a room lets them in again");
  await owner.send("MODE #den +b alice!*@user.chat");
  assert.deepEqual((await alice.until("KICK")).params.slice(0, 2), ["#den", "alice"]);
});

Deno.test("MODE +b m: mutes an account in a room, and the list says so", async () => {
  using folder = new TemporaryFolder();
  await using server = await startIrcServer(folder);
  await using owner = await enterDen(server, "owner");
  await using alice = await enterDen(server, "alice");
  await owner.settled();

  await owner.ask("MODE #den +b m:alice!*@*");
  await alice.send("PRIVMSG #den :am I heard?");
  await alice.until("404");
  await owner.send("MODE #den +b");
  assert.deepEqual((await owner.until("367")).params.slice(1, 3), ["#den", "m:alice!*@*"]);
  await owner.ask("MODE #den -b ~mute:*!*ali?e@user.chat");
  await alice.send("PRIVMSG #den :and now?");
  assert.equal((await owner.until("PRIVMSG")).params[1], "and now?");
});

Deno.test("MODE +b, +e and +I take names that nobody has yet", async () => {
  using folder = new TemporaryFolder();
  await using server = await startIrcServer(folder, { guests: true });
  await using owner = await enterDen(server, "owner");
  const modes = async (text: string) =>
    (await owner.ask(text)).map(({ command, params }) => [command, ...params].join(" "));
  assert.deepEqual(await modes("MODE #den +b Bar!*@*"), ["MODE #den +b bar!*@*"]);
  assert.deepEqual(await modes("MODE #den +b a:dave"), ["MODE #den +b a:dave"]);
  await using bar = await IrcTestClient.enter(server.ircPort, { nick: "BAR" });
  await using dave = await IrcTestClient.enter(server.ircPort, { nick: "dave" });
  assert.equal((await bar.ask("JOIN #den"))[0]?.command, "474");
  assert.equal((await dave.ask("JOIN #den"))[0]?.command, "JOIN");
  const listed = async (letter: string, numeric: string) =>
    (await owner.ask(`MODE #den +${letter}`)).filter(({ command }) => command === numeric)
      .map(({ params }) => params[2]);
  assert.deepEqual(await listed("b", "367"), ["a:dave", "bar!*@*"]);
  // Bar is there now, and the ban is still that of the name.
  assert.ok((await modes("MODE #den -b bar!*@*")).includes("MODE #den -b bar!*@*"));
  assert.equal((await bar.ask("JOIN #den"))[0]?.command, "JOIN");

  await owner.settled();
  assert.deepEqual(await modes("MODE #den +b q*!*@*"), ["MODE #den +b q*!*@*"]);
  await using qux = await IrcTestClient.enter(server.ircPort, { nick: "qux" });
  assert.equal((await qux.ask("JOIN #den"))[0]?.command, "474");
  assert.deepEqual(await modes("MODE #den +e *ux!*@*"), ["MODE #den +e *ux!*@*"]);
  assert.equal((await qux.ask("JOIN #den"))[0]?.command, "JOIN");
  await owner.settled();
  assert.deepEqual(await modes("MODE #den -e *ux!*@*"), ["MODE #den -e *ux!*@*"]);

  assert.deepEqual(await modes("MODE #den +iI w*!*@*"), [
    "MODE #den +I w*!*@*",
    "MODE #den +i",
  ]);
  await using wim = await IrcTestClient.enter(server.ircPort, { nick: "wim" });
  assert.equal((await wim.ask("JOIN #den"))[0]?.command, "JOIN");
  assert.deepEqual(await listed("I", "346"), ["w*!*@*"]);
});

Deno.test("MODE +b m: silences names that nobody has yet; voice, and +e, are heard", async () => {
  using folder = new TemporaryFolder();
  await using server = await startIrcServer(folder, { guests: true });
  await using owner = await enterDen(server, "owner");
  await owner.ask("MODE #den +b m:bar!*@*");
  await using bar = await IrcTestClient.enter(server.ircPort, { nick: "bar" });
  await bar.ask("JOIN #den");
  // Whoever does not keep order sees what is about themselves.
  assert.deepEqual((await bar.ask("MODE #den +b"))[0]?.params.slice(1, 3), ["#den", "m:bar!*@*"]);
  assert.deepEqual((await bar.ask("PRIVMSG #den :hello?"))[0]?.command, "404");
  await owner.ask("MODE #den +e m:*!*bar@*");
  assert.deepEqual(await bar.ask("PRIVMSG #den :hello"), []);
  await owner.ask("MODE #den -e bar!*@*");
  assert.deepEqual((await bar.ask("PRIVMSG #den :hello?"))[0]?.command, "404");
  await owner.ask("MODE #den +v bar");
  await bar.settled();
  assert.deepEqual(await bar.ask("PRIVMSG #den :hello"), []);
});
