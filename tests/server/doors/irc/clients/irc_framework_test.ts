/** irc-framework, the library that web clients and bots of IRC are made with, is a client like all others. */
import assert from "node:assert/strict";
// @ts-types="../../../../support/irc/irc_framework.d.ts"
import { Client, type Said } from "irc-framework";
import { within } from "../../../../support/deadline.ts";
import { startIrcServer } from "../../../../support/irc/irc_server.ts";
import { PASSWORD, TemporaryFolder } from "../../../../support/test_server.ts";

Deno.test("irc-framework logs in by SASL, joins, talks, and is told what happened", async () => {
  using folder = new TemporaryFolder();
  await using server = await startIrcServer(folder);
  await server.register("alice");
  const bob = await server.register("bob");
  const client = new Client();
  const next = (event: string, holds: (said: Said) => boolean = () => true) => {
    const { promise, resolve } = Promise.withResolvers<Said>();
    client.on(event, (said) => holds(said) && resolve(said));
    return within(promise, event);
  };
  const registered = next("registered");
  client.connect({
    host: "127.0.0.1",
    port: server.ircPort,
    nick: "alice",
    account: { account: "alice", password: PASSWORD },
    enable_echomessage: true,
    auto_reconnect: false,
  });
  await registered;
  assert.equal(client.user.nick, "alice");
  for (const name of ["sasl", "server-time", "message-tags", "echo-message", "away-notify"]) {
    assert.ok(client.network.cap.enabled.includes(name), name);
  }

  const joined = next("join", ({ channel, nick }) => nick === "alice" && channel === "#plan");
  client.join("#plan");
  await joined;
  await bob.request("join", { room: "plan" });
  const heard = next("privmsg", ({ nick }) => nick === "bob");
  const { id } = await bob.request("say", { room: "plan", text: "hello, alice" });
  const { message, tags, target, time } = await heard;
  assert.deepEqual([target, message, tags["msgid"]], ["#plan", "hello, alice", id.toString(36)]);
  assert.ok(typeof time === "number" && time > 0);

  const echoed = next("privmsg", ({ nick, target }) => nick === "alice" && target === "#plan");
  client.say("#plan", "hello, bob");
  assert.equal((await echoed).message, "hello, bob");
  assert.equal((await bob.event("message", ({ from }) => from === "alice")).text, "hello, bob");

  const away = next("away", ({ nick }) => nick === "bob");
  await bob.request("away", { reason: "at lunch" });
  assert.equal((await away).message, "at lunch");

  const closed = next("socket close");
  client.quit("so long");
  await closed;
});
