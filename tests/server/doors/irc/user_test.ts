/** What stands before the `@`, which others are told of when it changes (CHGHOST). */
import assert from "node:assert/strict";
import { IrcTestClient } from "../../../support/irc/irc_test_client.ts";
import { startIrcServer } from "../../../support/irc/irc_server.ts";
import { PASSWORD, TemporaryFolder } from "../../../support/test_server.ts";

async function enterAs(
  port: number,
  { nick, user, capabilities = ["chghost"] }: {
    nick: string;
    user: string;
    capabilities?: readonly string[];
  },
): Promise<IrcTestClient> {
  const client = await IrcTestClient.connect(port);
  const wanted = [...capabilities, "sasl"].join(" ");
  await client.send(`CAP REQ :${wanted}`, `NICK ${nick}`, `USER ${user} 0 * :The ${user}`);
  await client.send("AUTHENTICATE PLAIN");
  await client.until("AUTHENTICATE");
  await client.send(`AUTHENTICATE ${btoa(`\0${nick}\0${PASSWORD}`)}`, "CAP END");
  await client.until("001");
  await client.settled();
  return client;
}

Deno.test("whoever comes by IRC comes with what the client says of itself", async () => {
  using folder = new TemporaryFolder();
  await using server = await startIrcServer(folder);
  for (const name of ["alice", "bob"]) (await server.register(name)).close();
  await using bob = await enterAs(server.ircPort, {
    nick: "bob",
    user: "robert",
    capabilities: ["chghost", "extended-join"],
  });
  await using _alice = await enterAs(server.ircPort, { nick: "alice", user: "wonder" });
  const joined = await bob.until("JOIN");
  assert.equal(joined.source, "alice!wonder@user.chat");
  assert.deepEqual(joined.params, ["#general", "alice", "The wonder"]);
  const rest = await bob.settled();
  assert.deepEqual(rest.filter(({ command }) => command === "CHGHOST"), []);
});

Deno.test("CHGHOST tells that somebody is known by another user, or by none any more", async () => {
  using folder = new TemporaryFolder();
  await using server = await startIrcServer(folder);
  const page = await server.register("alice");
  for (const name of ["bob", "carol"]) (await server.register(name)).close();
  await using bob = await enterAs(server.ircPort, { nick: "bob", user: "bob" });
  await using carol = await enterAs(server.ircPort, {
    nick: "carol",
    user: "carol",
    capabilities: [],
  });
  const told = async (client: IrcTestClient) => {
    const { source, params } = await client.until("CHGHOST");
    return [source, ...params];
  };
  await using desk = await enterAs(server.ircPort, { nick: "alice", user: "wonder" });
  assert.deepEqual(await told(bob), ["alice!alice@user.chat", "wonder", "user.chat"]);
  await using phone = await enterAs(server.ircPort, { nick: "alice", user: "mobile" });
  assert.deepEqual(await told(bob), ["alice!wonder@user.chat", "mobile", "user.chat"]);
  // The other connection of the account as well, and not the one that has said it.
  assert.deepEqual(await told(desk), ["alice!wonder@user.chat", "mobile", "user.chat"]);
  assert.deepEqual((await phone.settled()).filter(({ command }) => command === "CHGHOST"), []);
  for (const client of [phone, desk]) {
    await client.send("QUIT");
    await client.ended();
  }
  assert.deepEqual(await told(bob), ["alice!mobile@user.chat", "alice", "user.chat"]);
  await page.request("say", { text: "still here" });
  const lines = [];
  for (;;) {
    const line = await carol.until(() => true);
    lines.push(line.command);
    if (line.command !== "PRIVMSG") continue;
    assert.equal(line.source, "alice!alice@user.chat");
    break;
  }
  assert.deepEqual(lines, ["PRIVMSG"]);
});
