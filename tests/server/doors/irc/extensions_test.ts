/** What goes beyond RFC 1459: MONITOR, history, read markers, redaction, messages of several lines. */
import assert from "node:assert/strict";
import { IrcTestClient } from "../../../support/irc/irc_test_client.ts";
import { startIrcServer } from "../../../support/irc/irc_server.ts";
import { PASSWORD, TemporaryFolder } from "../../../support/test_server.ts";

const GUESTS = { guests: true, defaultRooms: [] } as const;

Deno.test("IrcDoor tells by MONITOR who comes and goes", async () => {
  using folder = new TemporaryFolder();
  await using server = await startIrcServer(folder, GUESTS);
  await using foo = await IrcTestClient.enter(server.ircPort, { nick: "foo" });
  const answer = await foo.ask("MONITOR + bar,foo");
  assert.deepEqual(answer.map(({ command, params }) => [command, params[1]]), [
    ["730", "foo!foo@user.chat"],
    ["731", "bar"],
  ]);
  {
    await using bar = await IrcTestClient.enter(server.ircPort, { nick: "bar" });
    assert.equal((await foo.until("730")).params[1], "bar!bar@user.chat");
    await bar.send("QUIT");
    await bar.ended();
  }
  assert.equal((await foo.until("731")).params[1], "bar");
  const list = await foo.ask("MONITOR L");
  assert.deepEqual(list.map(({ command }) => command), ["732", "733"]);
});

Deno.test("IrcDoor takes a message of several lines as one, and gives it so", async () => {
  using folder = new TemporaryFolder();
  await using server = await startIrcServer(folder, GUESTS);
  const capabilities = [
    "batch",
    "message-tags",
    "draft/multiline",
    "labeled-response",
    "echo-message",
  ];
  await using foo = await IrcTestClient.enter(server.ircPort, { nick: "foo", capabilities });
  await using bar = await IrcTestClient.enter(server.ircPort, { nick: "bar", capabilities });
  await using old = await IrcTestClient.enter(server.ircPort, { nick: "old" });
  for (const client of [foo, bar, old]) await client.ask("JOIN #chan");
  await foo.send(
    "@label=x BATCH +1 draft/multiline #chan",
    "@batch=1 PRIVMSG #chan :one",
    "@batch=1 PRIVMSG #chan :two ",
    "@batch=1;draft/multiline-concat PRIVMSG #chan :three",
    "BATCH -1",
  );
  const batch = await bar.until("BATCH");
  assert.deepEqual(batch.params.slice(1), ["draft/multiline", "#chan"]);
  assert.equal((await bar.until("PRIVMSG")).params[1], "one");
  assert.equal((await bar.until("PRIVMSG")).params[1], "two ");
  assert.equal((await bar.until("PRIVMSG")).params[1], "three");
  assert.equal((await old.until("PRIVMSG")).params[1], "one");
  assert.equal((await old.until("PRIVMSG")).params[1], "two ");
  assert.equal((await old.until("PRIVMSG")).params[1], "three");
  assert.equal((await foo.until("BATCH")).tags.get("label"), "x");
});

Deno.test("IrcDoor brings history, read markers and redactions", async () => {
  using folder = new TemporaryFolder();
  await using server = await startIrcServer(folder, GUESTS);
  const capabilities = [
    "batch",
    "message-tags",
    "server-time",
    "echo-message",
    "draft/chathistory",
    "draft/read-marker",
    "draft/message-redaction",
  ];
  await using foo = await IrcTestClient.enter(server.ircPort, { nick: "foo", capabilities });
  await foo.ask("JOIN #chan");
  const said: { id: string; time: string }[] = [];
  for (const text of ["one", "two", "three"]) {
    await foo.send(`PRIVMSG #chan :${text}`);
    const { tags } = await foo.until("PRIVMSG");
    said.push({ id: tags.get("msgid") ?? "", time: tags.get("time") ?? "" });
  }
  const [one, two, three] = said;
  const texts = async (line: string) =>
    (await foo.ask(line)).filter(({ command }) => command === "PRIVMSG").map(({ params }) =>
      params[1]
    );
  assert.deepEqual(await texts("CHATHISTORY LATEST #chan * 2"), ["two", "three"]);
  assert.deepEqual(await texts(`CHATHISTORY BEFORE #chan msgid=${three?.id} 10`), ["one", "two"]);
  assert.deepEqual(await texts(`CHATHISTORY AFTER #chan msgid=${one?.id} 1`), ["two"]);
  assert.deepEqual(await texts(`CHATHISTORY BEFORE #chan timestamp=${two?.time} 10`), ["one"]);
  assert.deepEqual(
    await texts(`CHATHISTORY BETWEEN #chan msgid=${one?.id} msgid=${three?.id} 10`),
    ["two"],
  );
  const [marked] = await foo.ask(`MARKREAD #chan timestamp=${two?.time}`);
  assert.deepEqual(marked?.params, ["#chan", `timestamp=${two?.time}`]);
  const [redacted] = await foo.ask(`REDACT #chan ${two?.id}`);
  assert.deepEqual([redacted?.command, redacted?.params], ["REDACT", ["#chan", two?.id]]);
  assert.deepEqual(await texts("CHATHISTORY LATEST #chan * 10"), ["one", "three"]);
});

Deno.test("IrcDoor tells of those who are watched as much as of those in one's rooms", async () => {
  using folder = new TemporaryFolder();
  await using server = await startIrcServer(folder);
  await server.register("alice");
  const bob = await server.register("bob");
  await bob.request("part", { room: "general" });
  const enter = (capabilities: readonly string[]) =>
    IrcTestClient.enter(server.ircPort, { nick: "alice", password: PASSWORD, capabilities });
  await using more = await enter(["extended-monitor", "away-notify", "setname"]);
  await using less = await enter(["away-notify", "setname"]);
  for (const client of [more, less]) await client.ask("MONITOR + bob");
  await bob.request("away", { reason: "at lunch" });
  const away = await more.until("AWAY");
  assert.deepEqual([away.source, away.params], ["bob!bob@user.chat", ["at lunch"]]);
  await bob.request("profile", { display_name: "Bob B" });
  assert.deepEqual((await more.until("SETNAME")).params, ["Bob B"]);
  assert.deepEqual(
    (await less.settled()).filter(({ source = "" }) => source.startsWith("bob")),
    [],
  );
  // Whoever shares a room is told in any case.
  await bob.request("join", { room: "general" });
  await less.until("JOIN");
  await bob.request("profile", { display_name: "" });
  assert.deepEqual((await less.until("SETNAME")).params, ["bob"]);
});

Deno.test("IrcDoor keeps a notice a notice, and a voice does not demote a moderator", async () => {
  using folder = new TemporaryFolder();
  await using server = await startIrcServer(folder);
  await server.register("alice");
  const bob = await server.register("bob");
  await using irc = await IrcTestClient.enter(server.ircPort, {
    nick: "alice",
    password: PASSWORD,
  });
  await irc.send("JOIN #plan", "NOTICE #general :built");
  const said = await bob.event("message", ({ from }) => from === "alice");
  assert.deepEqual([said.kind, said.text], ["notice", "built"]);
  await bob.request("say", { text: "tested", kind: "notice" });
  assert.deepEqual((await irc.until("NOTICE")).params, ["#general", "tested"]);

  const silent = await irc.ask("MODE #plan +v alice");
  assert.deepEqual(silent.filter(({ command }) => command === "MODE"), []);
  const secret = await irc.ask("MODE #plan +i", "MODE #plan +s", "MODE #plan -s");
  assert.deepEqual(
    secret.filter(({ command }) => command === "MODE").map(({ params }) => params[1]),
    ["+i", "+s", "-s"],
  );
});

Deno.test("IrcDoor cuts nothing off: what does not fit is refused, or put together again", async () => {
  using folder = new TemporaryFolder();
  await using server = await startIrcServer(folder);
  await server.register("alice");
  const bob = await server.register("bob");
  await using irc = await IrcTestClient.enter(server.ircPort, {
    nick: "alice",
    password: PASSWORD,
    capabilities: ["batch", "message-tags", "draft/multiline"],
  });
  const refused = await irc.ask(`PRIVMSG #general ${"a".repeat(490)}`);
  assert.deepEqual(refused.map(({ command }) => command), ["417"]);
  const text = `${"many words ".repeat(100)}end\n\nand a line`;
  await bob.request("say", { text });
  const start = await irc.until("BATCH");
  const name = start.params[0]?.slice(1);
  let together: string | undefined;
  for (;;) {
    const { command, params, tags } = await irc.until(({ command }) =>
      command === "BATCH" || command === "PRIVMSG"
    );
    if (command === "BATCH") break;
    assert.equal(tags.get("batch"), name);
    const glue = tags.has("draft/multiline-concat") ? "" : "\n";
    together = together === undefined ? params[1] : `${together}${glue}${params[1]}`;
  }
  assert.equal(together, text);
});

Deno.test("a message of several lines is told cut as its author has cut it", async () => {
  using folder = new TemporaryFolder();
  await using server = await startIrcServer(folder);
  for (const name of ["alice", "bob", "carol"]) (await server.register(name)).close();
  const capabilities = ["batch", "message-tags", "draft/multiline"];
  const enter = (nick: string) =>
    IrcTestClient.enter(server.ircPort, { nick, password: PASSWORD, capabilities });
  await using alice = await enter("alice");
  await using bob = await enter("bob");
  await using carol = await IrcTestClient.enter(server.ircPort, {
    nick: "carol",
    password: PASSWORD,
    capabilities: ["message-tags"],
  });
  await alice.send(
    "BATCH +1 draft/multiline #general",
    "@batch=1 PRIVMSG #general :",
    "@batch=1 PRIVMSG #general :how is ",
    "@batch=1;draft/multiline-concat PRIVMSG #general :everyone?",
    "BATCH -1",
  );
  const lines = [];
  for (let count = 0; count < 3; count++) lines.push(await bob.until("PRIVMSG"));
  assert.deepEqual(lines.map(({ params }) => params[1]), ["", "how is ", "everyone?"]);
  assert.deepEqual(lines.map(({ tags }) => tags.has("draft/multiline-concat")), [
    false,
    false,
    true,
  ]);
  const plain = [await carol.until("PRIVMSG"), await carol.until("PRIVMSG")];
  assert.deepEqual(plain.map(({ params }) => params[1]), ["how is ", "everyone?"]);
  assert.deepEqual(plain.map(({ tags }) => tags.has("msgid")), [true, false]);
});

Deno.test("INVITE says which account it comes from", async () => {
  using folder = new TemporaryFolder();
  await using server = await startIrcServer(folder);
  const owner = await server.register("owner");
  await server.register("alice");
  await owner.request("create", { room: "lab" });
  await using alice = await IrcTestClient.enter(server.ircPort, {
    nick: "alice",
    password: PASSWORD,
    capabilities: ["account-tag"],
  });
  await owner.request("invite", { room: "lab", username: "alice" });
  assert.equal((await alice.until("INVITE")).tags.get("account"), "owner");
});

Deno.test("INVITE is told to those in the room who want to hear of it", async () => {
  using folder = new TemporaryFolder();
  await using server = await startIrcServer(folder);
  const owner = await server.register("owner");
  for (const name of ["alice", "bob", "carol"]) (await server.register(name)).close();
  await owner.request("create", { room: "lab" });
  const enter = (nick: string, capabilities: readonly string[]) =>
    IrcTestClient.enter(server.ircPort, { nick, password: PASSWORD, capabilities });
  await using alice = await enter("alice", ["invite-notify", "server-time", "account-tag"]);
  await using bob = await enter("bob", []);
  await using carol = await enter("carol", ["invite-notify"]);
  for (const client of [alice, bob]) await client.ask("JOIN #lab");
  await owner.request("invite", { room: "lab", username: "carol" });
  const told = await alice.until("INVITE");
  assert.deepEqual([told.source, told.params], ["owner!owner@user.chat", ["carol", "#lab"]]);
  assert.deepEqual([...told.tags.keys()].sort(), ["account", "time"]);
  assert.deepEqual((await carol.until("INVITE")).params, ["carol", "#lab"]);
  assert.deepEqual((await bob.settled()).filter(({ command }) => command === "INVITE"), []);
  // Whoever invites is answered, and that is all.
  const answer = await alice.ask("INVITE carol #lab");
  assert.deepEqual(answer.map(({ command }) => command), ["341"]);
});

Deno.test("CAP LS is one line for clients that know nothing of version 302", async () => {
  using folder = new TemporaryFolder();
  await using server = await startIrcServer(folder);
  await using irc = await IrcTestClient.connect(server.ircPort);
  await irc.send("CAP LS", "CAP LIST", "CAP LS 302");
  const lists = [];
  for (let count = 0; count < 3; count++) lists.push((await irc.until("CAP")).params);
  const [all = [], agreed = [], first = []] = lists;
  assert.ok(all.at(-1)?.split(" ").includes("znc.in/self-message"));
  assert.deepEqual(agreed.slice(1), ["LIST", ""]);
  assert.equal(first[2], "*");
});

Deno.test("reactions that are no emoji are passed on, and there is nothing of them to take back", async () => {
  using folder = new TemporaryFolder();
  await using server = await startIrcServer(folder);
  const page = await server.register("page");
  (await server.register("alice")).close();
  const capabilities = ["message-tags", "echo-message", "labeled-response", "batch"];
  const options = { nick: "alice", password: PASSWORD, capabilities };
  await using alice = await IrcTestClient.enter(server.ircPort, options);
  const [said] = await alice.ask("PRIVMSG #general :hi");
  const id = said?.tags.get("msgid") ?? "";
  const about = `+draft/reply=${id};+draft/react=l😃l`;
  const [echo] = await alice.ask(`@label=one;${about} TAGMSG #general`);
  assert.deepEqual([echo?.command, echo?.tags.get("label")], ["TAGMSG", "one"]);
  assert.deepEqual([echo?.tags.get("+draft/react"), echo?.tags.get("+draft/reply")], ["l😃l", id]);
  assert.equal((await page.event("remark"))["text"], "l😃l");
  assert.deepEqual(await alice.ask(`@${about.replace("react", "unreact")} TAGMSG #general`), []);
});

Deno.test("AWAY before the welcome holds from the start, for clients that have agreed on it", async () => {
  using folder = new TemporaryFolder();
  await using server = await startIrcServer(folder);
  const bob = await server.register("bob");
  (await server.register("alice")).close();
  await using plain = await IrcTestClient.connect(server.ircPort);
  await plain.send("AWAY :too early");
  await plain.until("451");
  await using alice = await IrcTestClient.connect(server.ircPort);
  await alice.send("CAP REQ draft/pre-away", "AWAY :on the train", `PASS :alice:${PASSWORD}`);
  await alice.until("306");
  await alice.send("NICK alice", "USER alice 0 * :Alice", "CAP END");
  await alice.until("366");
  const { users } = await bob.request("who", { room: "general" });
  const [found] = users.filter(({ username }: { username: string }) => username === "alice");
  assert.equal(found?.away, "on the train");
});

Deno.test("BATCH says nothing of a message in which something was wrong, and answers with its label", async () => {
  using folder = new TemporaryFolder();
  await using server = await startIrcServer(folder);
  const bob = await server.register("bob");
  (await server.register("alice")).close();
  await using irc = await IrcTestClient.enter(server.ircPort, {
    nick: "alice",
    password: PASSWORD,
    capabilities: ["batch", "draft/multiline", "message-tags", "labeled-response"],
  });
  const failed = (lines: readonly { command: string; params: readonly string[] }[]) =>
    lines.filter(({ command }) => command === "FAIL").map(({ params }) => params[1]);
  const stray = await irc.ask(
    "BATCH +1 draft/multiline #general",
    "@batch=2 PRIVMSG #general :in no batch",
    "@batch=1 PRIVMSG #general :in one that failed",
    "BATCH -1",
    "@batch=1 PRIVMSG #general :in one that is over",
  );
  assert.deepEqual(failed(stray), ["MULTILINE_INVALID", "MULTILINE_INVALID"]);
  await irc.ask(
    "@label=x BATCH +1 draft/multiline #general",
    "@batch=1 PRIVMSG #general :one",
    "@batch=1 PRIVMSG #general :two",
    "BATCH -1",
  );
  assert.equal((await bob.event("message")).text, "one\ntwo");
  // What cannot be understood has its label as well.
  const head = new TextEncoder().encode("@label=y PRIVMSG #general :hi");
  await irc.sendBytes(new Uint8Array([...head, 0xaa, 0x0d, 0x0a]));
  const refused = await irc.until("FAIL");
  assert.deepEqual([refused.tags.get("label"), refused.params[1]], ["y", "INVALID_UTF8"]);
  await irc.send(`@label=z PRIVMSG #general :${"long".repeat(200)}`);
  assert.equal((await irc.until("417")).tags.get("label"), "z");
});
