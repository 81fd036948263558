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
      ["*.example", /about accounts/],
      [`*!${"*".repeat(80)}@*`, /about accounts/],
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
