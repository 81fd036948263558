/** What classic clients ask for: when a room was made, why something was done, who is to be found. */
import assert from "node:assert/strict";
import { IrcTestClient } from "../../../support/irc/irc_test_client.ts";
import { startIrcServer } from "../../../support/irc/irc_server.ts";
import { PASSWORD, TemporaryFolder } from "../../../support/test_server.ts";

Deno.test("MODE tells when a room was made, and LIST finds rooms by that", async () => {
  using folder = new TemporaryFolder();
  await using server = await startIrcServer(folder);
  const alice = await server.register("alice");
  await alice.request("create", { room: "lab" });
  await alice.request("topic", { room: "lab", topic: "atoms" });
  const { rooms: [lab] } = await alice.request("rooms", { room: "lab" });
  await using irc = await IrcTestClient.enter(server.ircPort, {
    nick: "alice",
    password: PASSWORD,
  });
  const made = (await irc.ask("MODE #lab")).find(({ command }) => command === "329");
  assert.equal(Number(made?.params[2]), Math.floor(Date.parse(lab.created) / 1_000));
  const found = async (masks: string) =>
    (await irc.ask(`LIST ${masks}`)).filter(({ command }) => command === "322")
      .map(({ params }) => params[1]).sort();
  // The room that a new folder has from the beginning is older than everything.
  assert.deepEqual(await found("C<5"), ["#lab"]);
  assert.deepEqual(await found("C>5"), ["#general"]);
  assert.deepEqual(await found("T<5"), ["#lab"]);
  assert.deepEqual(await found("T>5"), []);
});

Deno.test("REDACT and RENAME tell why, on other doors too", async () => {
  using folder = new TemporaryFolder();
  await using server = await startIrcServer(folder);
  const owner = await server.register("owner");
  await server.register("bob");
  await owner.request("create", { room: "lab" });
  await using bob = await IrcTestClient.enter(server.ircPort, {
    nick: "bob",
    password: PASSWORD,
    capabilities: [
      "message-tags",
      "echo-message",
      "draft/message-redaction",
      "draft/channel-rename",
    ],
  });
  await bob.ask("JOIN #lab");
  await bob.send("PRIVMSG #lab :wrong place");
  const id = (await bob.until("PRIVMSG")).tags.get("msgid");
  await bob.send(`REDACT #lab ${id} :not here`);
  assert.deepEqual((await bob.until("REDACT")).params, ["#lab", id, "not here"]);
  assert.equal((await owner.event("deleted")).reason, "not here");
  await owner.request("rename", { room: "lab", name: "shed", reason: "it is one" });
  assert.deepEqual((await bob.until("RENAME")).params, ["#lab", "#shed", "it is one"]);
});

Deno.test("WHO finds whoever is invisible only by name or in a room", async () => {
  using folder = new TemporaryFolder();
  await using server = await startIrcServer(folder, { defaultRooms: [] });
  for (const name of ["alice", "bob"]) (await server.register(name)).close();
  const enter = (nick: string, capabilities: readonly string[] = []) =>
    IrcTestClient.enter(server.ircPort, { nick, password: PASSWORD, capabilities });
  await using alice = await enter("alice");
  await using bob = await enter("bob", ["multi-prefix"]);
  const found = async (mask: string) =>
    (await bob.ask(`WHO ${mask}`)).filter(({ command }) => command === "352").length;
  assert.equal(await found("ali*"), 1);
  await alice.ask("MODE alice +i");
  assert.deepEqual([await found("ali*"), await found("alice")], [0, 1]);
  for (const client of [alice, bob]) await client.ask("JOIN #lab");
  assert.equal(await found("ali*"), 1);
  const names = (await bob.ask("NAMES #lab")).find(({ command }) => command === "353");
  assert.deepEqual(names?.params.at(-1)?.split(" ").sort(), ["@+alice", "bob"]);
});
