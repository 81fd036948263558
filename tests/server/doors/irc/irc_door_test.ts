/** IRC clients are clients like all others: they log in, join, talk and read what was said. */
import assert from "node:assert/strict";
import { IrcTestClient } from "../../../support/irc/irc_test_client.ts";
import { startIrcServer } from "../../../support/irc/irc_server.ts";
import { PASSWORD, TemporaryFolder } from "../../../support/test_server.ts";

const MODERN = [
  "message-tags",
  "server-time",
  "batch",
  "echo-message",
  "labeled-response",
  "sasl",
  "account-tag",
] as const;

Deno.test("IrcDoor lets somebody in by PASS and shows the rooms of the account", async () => {
  using folder = new TemporaryFolder();
  await using server = await startIrcServer(folder);
  await server.register("alice");
  await using irc = await IrcTestClient.connect(server.ircPort);
  await irc.send(`PASS :alice:${PASSWORD}`, "NICK alice", "USER alice 0 * :Alice A");
  const welcome = await irc.until("001");
  assert.equal(welcome.params[0], "alice");
  const joined = await irc.until("JOIN");
  assert.equal(joined.source, "alice!alice@user.chat");
  assert.deepEqual(joined.params, ["#general"]);
  const names = await irc.until("353");
  assert.match(names.params.at(-1) ?? "", /alice/);
  await irc.until("366");
});

Deno.test("IrcDoor passes on what is said in both directions", async () => {
  using folder = new TemporaryFolder();
  await using server = await startIrcServer(folder);
  const bob = await server.register("bob");
  await server.register("alice");
  await using irc = await IrcTestClient.enter(server.ircPort, {
    nick: "alice",
    password: PASSWORD,
  });
  await bob.request("say", { text: "hello **there**\nsecond line" });
  const first = await irc.until("PRIVMSG");
  assert.deepEqual(first.params, ["#general", "hello **there**"]);
  assert.equal(first.source, "bob!bob@user.chat");
  assert.deepEqual((await irc.until("PRIVMSG")).params, ["#general", "second line"]);

  await irc.send("PRIVMSG #general :good \x02day\x02");
  assert.equal((await bob.event("message", ({ from }) => from === "alice")).text, "good **day**");
  await irc.send("PRIVMSG bob :in private");
  assert.equal((await bob.event("message", ({ to }) => to === "bob")).text, "in private");
  await irc.send("PRIVMSG #general :\x01ACTION waves\x01");
  assert.equal((await bob.event("message", ({ me }) => me === true)).text, "waves");
});

Deno.test("IrcDoor lets nobody log in who does not know the password of the server", async () => {
  using folder = new TemporaryFolder();
  const passwordFile = `${folder.path}/irc_password`;
  await Deno.writeTextFile(passwordFile, "open sesame\n");
  await using server = await startIrcServer(folder, { irc: { passwordFile } });
  const bob = await server.register("bob");
  const { answer } = await server.register("alice");
  const plain = btoa(`\0alice\0${answer["token"]}`);
  for (const password of ["PASS wrong", undefined]) {
    await using irc = await IrcTestClient.connect(server.ircPort);
    await irc.send(
      "CAP REQ :sasl",
      ...password === undefined ? [] : [password],
      "AUTHENTICATE PLAIN",
    );
    await irc.until("AUTHENTICATE");
    await irc.send(`AUTHENTICATE ${plain}`);
    assert.match((await irc.until("904")).params.at(-1) ?? "", /Password incorrect/);
    await irc.send("NICK alice", "USER alice 0 * :Alice", "CAP END");
    await irc.until("464");
    await irc.until("ERROR");
  }
  await using irc = await IrcTestClient.connect(server.ircPort);
  await irc.send("CAP REQ :sasl", "PASS :open sesame", "AUTHENTICATE PLAIN");
  await irc.until("AUTHENTICATE");
  await irc.send(`AUTHENTICATE ${plain}`, "NICK alice", "USER alice 0 * :Alice", "CAP END");
  await irc.until("001");
  await irc.settled();
  await bob.request("say", { text: "you are in" });
  assert.deepEqual((await irc.until("PRIVMSG")).params, ["#general", "you are in"]);
});

Deno.test("IrcDoor takes SASL PLAIN with a password and with the token of a session", async () => {
  using folder = new TemporaryFolder();
  await using server = await startIrcServer(folder);
  const { answer } = await server.register("alice");
  for (const secret of [PASSWORD, String(answer["token"])]) {
    await using irc = await IrcTestClient.connect(server.ircPort);
    await irc.send("CAP REQ :sasl", "NICK other", "USER a 0 * :a", "AUTHENTICATE PLAIN");
    await irc.until("AUTHENTICATE");
    await irc.send(`AUTHENTICATE ${btoa(`\0alice\0${secret}`)}`);
    assert.equal((await irc.until("900")).params[2], "alice");
    await irc.until("903");
    await irc.send("CAP END");
    await irc.until("001");
    assert.deepEqual((await irc.until("NICK")).params, ["alice"]);
    await irc.until("JOIN");
  }
  await using wrong = await IrcTestClient.connect(server.ircPort);
  await wrong.send("CAP REQ :sasl", "AUTHENTICATE PLAIN", `AUTHENTICATE ${btoa("\0alice\0no")}`);
  await wrong.until("904");
});

Deno.test("IrcDoor tells a client that can ask for nothing what is unread", async () => {
  using folder = new TemporaryFolder();
  await using server = await startIrcServer(folder);
  const bob = await server.register("bob");
  const alice = await server.register("alice");
  alice.close();
  for (const text of ["one", "two", "three"]) await bob.request("say", { text });
  await using irc = await IrcTestClient.connect(server.ircPort);
  await irc.send(`PASS :alice:${PASSWORD}`, "NICK alice", "USER alice 0 * :Alice A");
  await irc.until("366");
  for (const text of ["one", "two", "three"]) {
    assert.match(
      (await irc.until("PRIVMSG")).params[1] ?? "",
      new RegExp(`^\\[\\d\\d:\\d\\d\\] ${text}$`),
    );
  }
});

Deno.test("IrcDoor labels answers and echoes of a client that wants that", async () => {
  using folder = new TemporaryFolder();
  await using server = await startIrcServer(folder);
  await server.register("alice");
  await using irc = await IrcTestClient.enter(server.ircPort, {
    nick: "alice",
    password: PASSWORD,
    capabilities: MODERN,
  });
  await irc.send("@label=one PRIVMSG #general :hi");
  const echo = await irc.until("PRIVMSG");
  assert.equal(echo.tags.get("label"), "one");
  assert.ok(echo.tags.has("msgid") && echo.tags.has("time"));
  assert.equal(echo.tags.get("account"), "alice");
  await irc.send("@label=two WHOIS alice");
  const batch = await irc.until("BATCH");
  assert.equal(batch.tags.get("label"), "two");
  assert.deepEqual(batch.params.slice(1), ["labeled-response"]);
  assert.equal((await irc.until("311")).tags.get("batch"), batch.params[0]?.slice(1));
  await irc.send("@label=three PONG x");
  assert.equal((await irc.until("ACK")).tags.get("label"), "three");
});

Deno.test("IrcDoor lets somebody in without an account, who can log in later", async () => {
  using folder = new TemporaryFolder();
  await using server = await startIrcServer(folder);
  await server.register("alice");
  await using irc = await IrcTestClient.enter(server.ircPort, { nick: "somebody" });
  assert.ok((await irc.ask("JOIN #general")).some(({ command }) => command === "477"));
  await irc.send(`PRIVMSG NickServ :IDENTIFY alice ${PASSWORD}`);
  await irc.until("900");
  assert.deepEqual((await irc.until("NICK")).params, ["alice"]);
  await irc.until("JOIN");
});

Deno.test("IrcDoor tells of joining, leaving and going offline as IRC does", async () => {
  using folder = new TemporaryFolder();
  await using server = await startIrcServer(folder);
  const bob = await server.register("bob");
  await server.register("alice");
  await bob.request("create", { room: "two" });
  await using irc = await IrcTestClient.enter(server.ircPort, {
    nick: "alice",
    password: PASSWORD,
  });
  const lines = await irc.ask("JOIN #two");
  assert.deepEqual(lines.map(({ command }) => command), ["JOIN", "353", "366"]);
  assert.match(lines[1]?.params.at(-1) ?? "", /~bob/);
  await bob.request("topic", { room: "two", topic: "about two" });
  assert.deepEqual((await irc.until("TOPIC")).params, ["#two", "about two"]);
  bob.close();
  const quit = await irc.until("QUIT");
  assert.equal(quit.source, "bob!bob@user.chat");
  const rest = await irc.settled();
  assert.ok(!rest.some(({ command }) => command === "QUIT" || command === "PART"));
});

Deno.test("IrcDoor lets nobody say anything of an account that is not theirs", async () => {
  using folder = new TemporaryFolder();
  await using server = await startIrcServer(folder);
  await server.register("alice");
  await using irc = await IrcTestClient.enter(server.ircPort, {
    nick: "alice",
    password: PASSWORD,
  });
  await using other = await IrcTestClient.connect(server.ircPort);
  await other.send("NICK somebody", "USER liar 0 * :Not Alice");
  await other.until("001");
  await other.ask("NICK alice");
  const [whois] = await irc.ask("WHOIS alice");
  assert.deepEqual(whois?.params.slice(1, 4), ["alice", "alice", "user.chat"]);
  assert.equal(whois?.params.at(-1), "alice of the test");
});

Deno.test("IrcDoor shows nothing of those whom its reader ignores, from that moment on", async () => {
  using folder = new TemporaryFolder();
  await using server = await startIrcServer(folder);
  const bob = await server.register("bob");
  const alice = await server.register("alice");
  await using irc = await IrcTestClient.enter(server.ircPort, {
    nick: "alice",
    password: PASSWORD,
  });
  await bob.request("say", { text: "heard" });
  assert.equal((await irc.until("PRIVMSG")).params[1], "heard");
  await alice.request("ignore", { username: "bob" });
  await bob.request("say", { text: "not heard" });
  assert.deepEqual((await irc.settled()).filter(({ command }) => command === "PRIVMSG"), []);
  await alice.request("unignore", { username: "bob" });
  await bob.request("say", { text: "heard again" });
  assert.equal((await irc.until("PRIVMSG")).params[1], "heard again");
});

Deno.test("IrcDoor says to those of a role what has its prefix before the room", async () => {
  using folder = new TemporaryFolder();
  await using server = await startIrcServer(folder);
  const owner = await server.register("owner");
  for (const name of ["helper", "member", "other"]) await server.register(name);
  await owner.request("create", { room: "lab" });
  const enter = (nick: string, capabilities: readonly string[] = []) =>
    IrcTestClient.enter(server.ircPort, { nick, password: PASSWORD, capabilities });
  await using helper = await enter("helper");
  await using member = await enter("member", ["echo-message"]);
  await using other = await enter("other");
  for (const client of [helper, member, other]) await client.ask("JOIN #lab");
  await owner.request("role", { room: "lab", username: "helper", role: "moderator" });

  await member.send("PRIVMSG @#Lab :come here");
  for (const client of [helper, member]) {
    const { params, source } = await client.until("PRIVMSG");
    assert.deepEqual([source, params], ["member!member@user.chat", ["@#lab", "come here"]]);
  }
  assert.equal((await owner.event("whisper")).role, "moderator");
  await member.send("NOTICE ~@#lab :look");
  assert.deepEqual((await helper.until("NOTICE")).params, ["@#lab", "look"]);
  await owner.request("whisper", { room: "lab", role: "owner", text: "mine" });
  for (const client of [helper, other]) {
    const came = await client.settled();
    assert.ok(came.every(({ params }) => !/mine|come here/.test(params.at(-1) ?? "")));
  }
  assert.equal((await other.ask("PRIVMSG @#nowhere :x"))[0]?.command, "403");
});

Deno.test("who writes to oneself gets the echo that was asked for, and the message", async () => {
  using folder = new TemporaryFolder();
  await using server = await startIrcServer(folder);
  (await server.register("alice")).close();
  await using irc = await IrcTestClient.enter(server.ircPort, {
    nick: "alice",
    password: PASSWORD,
  });
  assert.equal((await irc.ask("PRIVMSG alice :once")).length, 1);
  await irc.ask("CAP REQ :echo-message message-tags");
  const [echo, message, ...others] = await irc.ask("PRIVMSG alice :twice");
  assert.equal(echo?.tags.get("msgid"), message?.tags.get("msgid"));
  assert.deepEqual([echo?.text, others], [message?.text, []]);
});
