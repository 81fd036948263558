/** What somebody does by one door is seen by the other, each in its form and in the same order. */
import assert from "node:assert/strict";
import { IrcTestClient } from "../../../support/irc/irc_test_client.ts";
import { startIrcServer } from "../../../support/irc/irc_server.ts";
import { PASSWORD, TemporaryFolder } from "../../../support/test_server.ts";

const MODERN = ["message-tags", "echo-message", "draft/message-redaction"] as const;

Deno.test("an edit, a reaction, a deletion and typing by another door are lines of IRC, in their order", async () => {
  using folder = new TemporaryFolder();
  await using server = await startIrcServer(folder);
  const bob = await server.register("bob");
  (await server.register("alice")).close();
  const enter = (capabilities: readonly string[] = []) =>
    IrcTestClient.enter(server.ircPort, { nick: "alice", password: PASSWORD, capabilities });
  await using modern = await enter(MODERN);
  await using plain = await enter();
  const { id } = await bob.request("say", { text: "helo" });
  await bob.request("edit", { id, text: "hello" });
  await bob.request("react", { id, emoji: "👍" });
  await bob.request("react", { id, emoji: "👍", remove: true });
  await bob.request("typing", { room: "general" });
  await bob.request("delete", { id });
  await bob.request("say", { text: "after that" });
  const seen = (await modern.settled()).map(({ command, params, tags }) => {
    const about = ["msgid", "+draft/reply", "+draft/react", "+draft/unreact", "+typing"]
      .flatMap((key) => tags.has(key) ? [`${key}=${tags.get(key)}`] : []);
    return [command, ...params.slice(1), ...about].join(" ");
  });
  const message = id.toString(36);
  assert.deepEqual(seen.map((line) => line.replace(/ msgid=(?!1$)\w+$/, "")), [
    `PRIVMSG helo msgid=${message}`,
    `PRIVMSG ✎ hello +draft/reply=${message}`,
    `TAGMSG +draft/reply=${message} +draft/react=👍`,
    `TAGMSG +draft/reply=${message} +draft/unreact=👍`,
    "TAGMSG +typing=active",
    `REDACT ${message}`,
    "PRIVMSG after that",
  ]);
  const texts = (await plain.settled()).map(({ command, params }) => `${command} ${params[1]}`);
  assert.deepEqual(texts, ["PRIVMSG helo", "PRIVMSG ✎ hello", "PRIVMSG after that"]);
});

Deno.test("an edit, a reaction, a reply and a deletion on IRC are those of all doors, in their order", async () => {
  using folder = new TemporaryFolder();
  await using server = await startIrcServer(folder);
  const bob = await server.register("bob");
  (await server.register("alice")).close();
  await using irc = await IrcTestClient.enter(server.ircPort, {
    nick: "alice",
    password: PASSWORD,
    capabilities: MODERN,
  });
  await irc.send("PRIVMSG #general :from irc");
  const id = (await irc.until("PRIVMSG")).tags.get("msgid");
  await irc.ask(
    `@+draft/reply=${id};+draft/react=🎉 TAGMSG #general`,
    `@+draft/reply=${id} PRIVMSG #general :a reply`,
    "PRIVMSG ChatServ :EDIT a better reply",
    `REDACT #general ${id}`,
  );
  const first = await bob.event("message", ({ from }) => from === "alice");
  assert.equal(first.text, "from irc");
  const reacted = await bob.event("reacted");
  assert.deepEqual([reacted.message, reacted.emoji], [first.id, "🎉"]);
  const reply = await bob.event("message");
  assert.deepEqual([reply.text, reply.reply_to, reply.reply_from], ["a reply", first.id, "alice"]);
  const edited = await bob.event("edited");
  assert.deepEqual([edited.message, edited.text], [reply.id, "a better reply"]);
  assert.equal((await bob.event("deleted")).message, first.id);
  assert.ok(first.id < reacted.id && reacted.id < reply.id && reply.id < edited.id);
});
