/** What others must not be able to do to those who come by IRC, nor these to others. */
import assert from "node:assert/strict";
import { IrcTestClient } from "../../../support/irc/irc_test_client.ts";
import { startIrcServer } from "../../../support/irc/irc_server.ts";
import { PASSWORD, TemporaryFolder } from "../../../support/test_server.ts";

const GUESTS = { guests: true, defaultRooms: [] } as const;

Deno.test("IrcDoor takes no time that is none, and goes on", async () => {
  using folder = new TemporaryFolder();
  await using server = await startIrcServer(folder, GUESTS);
  await using foo = await IrcTestClient.enter(server.ircPort, { nick: "foo" });
  await foo.ask("JOIN #chan");
  for (const command of ["AFTER", "BEFORE", "AROUND"]) {
    const last = "timestamp=+275760-09-13T00:00:00.000Z";
    const [failed] = await foo.ask(`CHATHISTORY ${command} #chan ${last} 10`);
    assert.deepEqual([failed?.command, failed?.params[1]], ["FAIL", "INVALID_PARAMS"]);
  }
});

Deno.test("IrcDoor passes nothing on that programs take for a request, by whatever door it came", async () => {
  using folder = new TemporaryFolder();
  await using server = await startIrcServer(folder);
  const alice = await server.register("alice");
  await server.register("robert");
  await using robert = await IrcTestClient.enter(server.ircPort, {
    nick: "robert",
    password: PASSWORD,
  });
  const text = "\x01DCC SEND file 2130706433 1\x01\n\x01VERSION\x01";
  await alice.request("say", { to: "robert", text });
  assert.equal((await robert.until("PRIVMSG")).params[1], "DCC SEND file 2130706433 1");
  assert.equal((await robert.until("PRIVMSG")).params[1], "VERSION");
});

Deno.test("IrcDoor tells nobody who is there that has not logged in", async () => {
  using folder = new TemporaryFolder();
  await using server = await startIrcServer(folder);
  await server.register("alice");
  await using nobody = await IrcTestClient.enter(server.ircPort, { nick: "nobody" });
  const answer = await nobody.ask("MODE alice", "WHOIS alice", "ISON alice", "WHO a*", "WHO alice");
  assert.deepEqual(answer.map(({ command }) => command), [
    "401",
    "401",
    "318",
    "303",
    "315",
    "315",
  ]);
  assert.equal(answer[3]?.params[1], "");
  const [was] = await nobody.ask("WHOWAS alice");
  assert.ok(was !== undefined && !["314", "406"].includes(was.command), was?.text);
});

Deno.test("IrcDoor tells by INVITE who is in a room only those who are in it", async () => {
  using folder = new TemporaryFolder();
  await using server = await startIrcServer(folder, GUESTS);
  await using foo = await IrcTestClient.enter(server.ircPort, { nick: "foo" });
  await using bar = await IrcTestClient.enter(server.ircPort, { nick: "bar" });
  await foo.ask("JOIN #chan");
  const refused = await bar.ask("INVITE foo #chan");
  assert.deepEqual(refused.map(({ command }) => command), ["442"]);
  const there = await foo.ask("INVITE foo #chan");
  assert.deepEqual(there.map(({ command }) => command), ["443"]);
});

Deno.test("IrcDoor loses nothing that is said privately, or while somebody comes in", async () => {
  using folder = new TemporaryFolder();
  await using server = await startIrcServer(folder);
  const alice = await server.register("alice");
  await server.register("robert");
  await alice.request("say", { to: "robert", text: "while you were away" });
  await using robert = await IrcTestClient.connect(server.ircPort);
  await robert.send("CAP LS 302", "CAP REQ sasl", "NICK robert", "USER robert 0 * :Robert");
  await robert.send("AUTHENTICATE PLAIN");
  await robert.until("AUTHENTICATE");
  await robert.send(`AUTHENTICATE ${btoa(`\0robert\0${PASSWORD}`)}`);
  await robert.until("903");
  await alice.request("say", { to: "robert", text: "while you came in" });
  await robert.send("CAP END");
  const first = (await robert.until("PRIVMSG")).params[1] ?? "";
  assert.match(first, /while you were away$/);
  const second = (await robert.until("PRIVMSG")).params[1] ?? "";
  assert.match(second, /while you came in$/);
});

Deno.test("IrcDoor takes a guest that logs in out of the rooms of the guest", async () => {
  using folder = new TemporaryFolder();
  await using server = await startIrcServer(folder, GUESTS);
  await server.register("robert");
  await using client = await IrcTestClient.enter(server.ircPort, { nick: "visitor" });
  await client.ask("JOIN #chan");
  const answer = await client.ask(`PRIVMSG NickServ :IDENTIFY robert ${PASSWORD}`);
  const lines = answer.map(({ command, params }) => [command, params[0]].join(" "));
  assert.ok(lines.includes("PART #chan"), lines.join());
  const again = await client.ask("JOIN #chan");
  assert.equal(again[0]?.command, "JOIN");
});

Deno.test("IrcDoor does not wait for ever for a client that has only logged in", async () => {
  using folder = new TemporaryFolder();
  let elapsedMs = 0;
  await using server = await startIrcServer(folder, {
    timeouts: { loginMs: 200, pingMs: 60_000, stallMs: 60_000 },
    elapsed: () => elapsedMs,
  });
  await server.register("alice");
  await using waiting = await IrcTestClient.connect(server.ircPort);
  const secret = btoa(`\0alice\0${PASSWORD}`);
  await waiting.send("CAP REQ :sasl", "NICK alice", "USER alice 0 * :A", "AUTHENTICATE PLAIN");
  await waiting.until("AUTHENTICATE");
  await waiting.send(`AUTHENTICATE ${secret}`);
  await waiting.until("903");
  await using inside = await IrcTestClient.enter(server.ircPort, {
    nick: "alice",
    password: PASSWORD,
  });
  elapsedMs = 200;
  await waiting.until("ERROR");
  await waiting.ended();
  await inside.settled();
});

Deno.test("IrcDoor makes as many rooms of one line as may be made, and goes on", async () => {
  using folder = new TemporaryFolder();
  await using server = await startIrcServer(folder, { limits: true });
  const page = await server.register("alice");
  await page.request("create", { room: "there" });
  await using irc = await IrcTestClient.enter(server.ircPort, {
    nick: "alice",
    password: PASSWORD,
  });
  await page.request("part", { room: "general" });
  const rooms = Array.from({ length: 45 }, (_, index) => `#${index.toString(36)}`);
  const answer = await irc.ask(`JOIN ${rooms.join(",")},#general`);
  const made = answer.filter(({ command }) => command === "JOIN");
  const refused = answer.filter(({ command }) => command === "437");
  // What is there already is not made.
  assert.deepEqual(made.at(-1)?.params, ["#general"]);
  assert.ok(made.length > 5 && made.length < 20, `${made.length}`);
  assert.equal(made.length + refused.length, rooms.length + 1);
  const long = await irc.ask(`JOIN ${Array.from({ length: 10_000 }, () => "#x").join(",")}`);
  assert.deepEqual(long.map(({ command }) => command), ["417"]);
});

Deno.test("IrcDoor says of which command a line is that is not UTF-8", async () => {
  using folder = new TemporaryFolder();
  await using server = await startIrcServer(folder);
  await using irc = await IrcTestClient.connect(server.ircPort);
  const bytes = new TextEncoder().encode("METADATA * SET status :?\r\n?x!\r\n");
  await irc.sendBytes(bytes.map((byte) => byte === 0x3f ? 0xc3 : byte));
  assert.deepEqual((await irc.until("FAIL")).params.slice(0, 2), ["METADATA", "INVALID_UTF8"]);
  assert.deepEqual((await irc.until("FAIL")).params.slice(0, 2), ["*", "INVALID_UTF8"]);
});
