/** irc-framework, the library that web clients and bots of IRC are made with, is a client like all others. */
import assert from "node:assert/strict";
import { within } from "../../../../support/deadline.ts";
import { startIrcServer } from "../../../../support/irc/irc_server.ts";
import { PASSWORD, TemporaryFolder } from "../../../../support/test_server.ts";

/** What of its events is looked at here. */
interface Said {
  nick: string;
  target: string;
  message: string;
  time?: number;
  tags: Record<string, string>;
}

/** The part of the library that is used; it has no types. */
interface FrameworkClient {
  connect(options: Record<string, unknown>): void;
  on(event: string, listener: (event: Said) => void): void;
  join(room: string): void;
  say(target: string, text: string): void;
  quit(reason: string): void;
  user: { nick: string };
  network: { cap: { enabled: string[] } };
}

Deno.test("irc-framework logs in by SASL, joins, talks, and is told what happened", async () => {
  using folder = new TemporaryFolder();
  await using server = await startIrcServer(folder);
  await server.register("alice");
  const bob = await server.register("bob");
  // By a name that is not looked at: the library has no types of its own.
  const library = "irc-framework";
  const { Client } = await import(library) as { Client: new () => FrameworkClient };
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

  const joined = next("join", ({ nick }) => nick === "alice");
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
