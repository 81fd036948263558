/** MONITOR is about nicks, whoever is behind them. */
import assert from "node:assert/strict";
import { IrcTestClient } from "../../../support/irc/irc_test_client.ts";
import { startIrcServer } from "../../../support/irc/irc_server.ts";
import { PASSWORD, TemporaryFolder } from "../../../support/test_server.ts";

/** What comes of commands, each line as its command and what follows the nick of the reader. */
async function told(client: IrcTestClient, ...lines: string[]): Promise<string[]> {
  return (await client.ask(...lines)).map(({ command, params, source }) =>
    /^73/.test(command)
      ? `${command} ${params.slice(1).join(" ")}`
      : `${source} ${command} ${params}`
  );
}

Deno.test("who logs in with a nick that is watched is somebody else and was never gone", async () => {
  using folder = new TemporaryFolder();
  const options = { guests: true, irc: { nicks: "free" } } as const;
  await using server = await startIrcServer(folder, options);
  (await server.register("jilles")).close();
  const enter = (nick: string, capabilities: string[]) =>
    IrcTestClient.enter(server.ircPort, { nick, capabilities });
  await using foo = await enter("foo", ["extended-monitor", "account-notify"]);
  await using plain = await enter("plain", []);
  await foo.ask("MONITOR + bar,jilles");
  await plain.ask("MONITOR + bar");
  await using bar = await enter("bar", []);
  assert.deepEqual(await told(foo), ["730 bar!bar@user.chat"]);
  assert.deepEqual(await told(plain), ["730 bar!bar@user.chat"]);

  await bar.ask(`PRIVMSG NickServ :IDENTIFY jilles ${PASSWORD}`);
  assert.deepEqual(
    (await told(foo)).filter((line) => !/jilles!/.test(line) && line !== "731 jilles"),
    ["bar!bar@user.chat ACCOUNT jilles"],
  );
  assert.deepEqual(await told(plain), []);
  assert.deepEqual(await told(plain, "MONITOR S"), ["730 bar!bar@user.chat"]);

  await bar.ask("NICK qux");
  assert.deepEqual(await told(plain), ["731 bar"]);
  await bar.ask("NICK Bar");
  assert.deepEqual(await told(plain), ["730 Bar!bar@user.chat"]);
  assert.deepEqual(await told(plain, "MONITOR L"), ["732 bar", "733 End of MONITOR list"]);
  await bar.ask("NICK bAR");
  assert.deepEqual(await told(plain), []);
  await bar.send("QUIT");
  await bar.ended();
  assert.deepEqual(await told(plain), ["731 bAR"]);
});

Deno.test("a nick tells nobody of an account whom one of the two ignores", async () => {
  using folder = new TemporaryFolder();
  await using server = await startIrcServer(folder, { irc: { nicks: "free" } });
  const alice = await server.register("alice");
  (await server.register("eve")).close();
  (await server.register("bob")).close();
  await alice.request("ignore", { username: "eve" });
  const enter = (nick: string) => IrcTestClient.enter(server.ircPort, { nick, password: PASSWORD });
  await using eve = await enter("eve");
  await using bob = await enter("bob");
  await eve.ask("MONITOR + wonder");
  await bob.ask("MONITOR + wonder");
  await using wonder = await enter("alice");
  await wonder.ask("NICK wonder");
  assert.deepEqual((await told(bob)).filter((line) => /^73/.test(line)), [
    "730 wonder!alice@user.chat",
  ]);
  assert.deepEqual((await told(eve)).filter((line) => /^73/.test(line)), []);
  assert.deepEqual(await told(eve, "MONITOR S"), ["731 wonder"]);
  await alice.request("unignore", { username: "eve" });
  await eve.settled();
  assert.deepEqual(await told(eve, "MONITOR S"), ["730 wonder!alice@user.chat"]);
});

Deno.test("account-notify: those in the rooms of a guest are told when it becomes an account", async () => {
  using folder = new TemporaryFolder();
  await using server = await startIrcServer(folder, { guests: true });
  await using foo = await IrcTestClient.enter(server.ircPort, {
    nick: "foo",
    capabilities: ["account-notify"],
  });
  await using bar = await IrcTestClient.enter(server.ircPort, { nick: "bar" });
  await foo.ask("JOIN #x");
  await bar.ask("JOIN #x");
  await foo.settled();
  await bar.ask(`REGISTER * * :${PASSWORD}`);
  assert.deepEqual(await told(foo), ["bar!bar@user.chat ACCOUNT bar"]);
});
