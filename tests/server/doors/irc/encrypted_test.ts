/** IRC clients among people whose messages are end-to-end encrypted: they read nothing, and say nothing plain. */
import assert from "node:assert/strict";
import { IrcTestClient } from "../../../support/irc/irc_test_client.ts";
import { startIrcServer } from "../../../support/irc/irc_server.ts";
import { SealedUser } from "../../../support/sealed_user.ts";
import { PASSWORD, TemporaryFolder } from "../../../support/test_server.ts";

const CANARY = "canary-51c0ffee";

Deno.test("IrcDoor shows a sentence in the place of what is encrypted, and refuses plain words there", async () => {
  using folder = new TemporaryFolder();
  await using server = await startIrcServer(folder);
  await using alice = await SealedUser.enters(server, "alice");
  await using bob = await SealedUser.enters(server, "bob");
  await using irc = await IrcTestClient.enter(server.ircPort, {
    nick: "bob",
    password: PASSWORD,
    capabilities: ["standard-replies", "draft/chathistory", "batch"],
  });
  await alice.link.say({ to: "bob", text: CANARY });
  await bob.reads(CANARY);
  const shown = await irc.until("PRIVMSG");
  assert.match(shown.text, /^:alice!\S+ PRIVMSG bob :\[encrypted; open it in .*web page\]$/);
  for (const said of ["PRIVMSG alice :plain words", "PRIVMSG alice :\u0001ACTION waves\u0001"]) {
    const answer = await irc.ask(said);
    assert.match(
      answer.map(({ text }) => text).join("\n"),
      /FAIL PRIVMSG ENCRYPTION_REQUIRED alice :/,
    );
  }
  await using old = await IrcTestClient.enter(server.ircPort, { nick: "bob", password: PASSWORD });
  const refused = await old.ask("PRIVMSG alice :plain words");
  assert.match(refused.map(({ text }) => text).join("\n"), / 404 bob alice :.*encrypted/);
  assert.deepEqual((await old.ask("NOTICE alice :plain words")).map(({ text }) => text), []);
  const history = await irc.ask("CHATHISTORY LATEST alice * 10");
  assert.match(
    history.map(({ text }) => text).join("\n"),
    /PRIVMSG bob :\[\d\d:\d\d\] \[encrypted;/,
  );
  const { messages } = await alice.link.request("history", { with: "bob" });
  assert.deepEqual(messages.map(({ text }) => text), [CANARY]);
  // Whoever has no keys is written to in plain text, which is said before.
  await server.register("dave");
  await using dave = await IrcTestClient.enter(server.ircPort, {
    nick: "dave",
    password: PASSWORD,
  });
  await dave.send("PRIVMSG alice :from IRC");
  await alice.reads("from IRC");
  alice.link.standingOf({ with: "dave" });
  await alice.until(() => alice.standings.get("dave")?.match(/NOT encrypted: dave has no device/));
});
