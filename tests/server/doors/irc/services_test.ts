/** The one service behind the names that clients know. */
import assert from "node:assert/strict";
import { IrcTestClient } from "../../../support/irc/irc_test_client.ts";
import { startIrcServer } from "../../../support/irc/irc_server.ts";
import { PASSWORD, TemporaryFolder } from "../../../support/test_server.ts";

Deno.test("SEARCH tells what was said where one is, and nothing else", async () => {
  using folder = new TemporaryFolder();
  await using server = await startIrcServer(folder);
  const page = await server.register("page");
  const { id } = await page.request("say", { text: "the harbour\nis closed" });
  await page.request("create", { room: "secret", visibility: "private" });
  await page.request("say", { room: "secret", text: "the harbour is a trap" });
  (await server.register("alice")).close();
  await page.request("say", { to: "alice", text: "meet me at the harbour" });
  await using irc = await IrcTestClient.enter(server.ircPort, {
    nick: "alice",
    password: PASSWORD,
  });
  const said = (await irc.ask("PRIVMSG ChatServ :SEARCH harbour")).map(({ params }) => params[1]);
  assert.equal(said.length, 2);
  assert.match(said[0] ?? "", /^\d{4}-\d\d-\d\d \d\d:\d\d #general <page> the harbour is closed/);
  assert.ok(said[0]?.endsWith(`(${Number(id).toString(36)})`));
  assert.match(said[1] ?? "", / page <page> meet me at the harbour /);
  const [nothing] = await irc.ask("PRIVMSG HistServ :SEARCH trap");
  assert.equal(nothing?.source, "HistServ!service@irc.test");
  assert.match(nothing?.params[1] ?? "", /^Nothing/);
});

Deno.test("REGISTER #room keeps a room that ends with its last member otherwise", async () => {
  using folder = new TemporaryFolder();
  await using server = await startIrcServer(folder, { defaultRooms: [] });
  for (const name of ["alice", "bob"]) (await server.register(name)).close();
  const enter = (nick: string) => IrcTestClient.enter(server.ircPort, { nick, password: PASSWORD });
  await using alice = await enter("alice");
  await using bob = await enter("bob");
  for (const client of [alice, bob]) await client.ask("JOIN #lab");
  await alice.until("JOIN");
  const [refused] = await bob.ask("PRIVMSG ChanServ :REGISTER #lab");
  assert.deepEqual([refused?.command, refused?.source], ["NOTICE", "ChanServ!service@irc.test"]);
  const kept = await alice.ask("PRIVMSG ChanServ :REGISTER #lab");
  assert.deepEqual(kept.map(({ command, params }) => `${command} ${params.join(" ")}`), [
    "MODE #lab -o+q alice alice",
    "NOTICE alice #lab is yours, and stays",
  ]);
});
