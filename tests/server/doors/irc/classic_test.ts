/** What classic clients ask for: when a room was made, why something was done, who is to be found. */
import assert from "node:assert/strict";
import { IrcTestClient } from "../../../support/irc/irc_test_client.ts";
import { FileClient, idIn } from "../../../support/file_client.ts";
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

Deno.test("IrcDoor puts whom a reply answers in front of it for clients that do not see what it is to", async () => {
  using folder = new TemporaryFolder();
  await using server = await startIrcServer(folder);
  const bob = await server.register("bob");
  const carol = await server.register("carol");
  (await server.register("alice")).close();
  const enter = (capabilities: readonly string[] = []) =>
    IrcTestClient.enter(server.ircPort, { nick: "alice", password: PASSWORD, capabilities });
  await using plain = await enter();
  await using modern = await enter(["message-tags"]);
  const { id } = await bob.request("say", { text: "who is there?" });
  const reply = async (who: typeof bob, text: string, more = {}) =>
    await who.request("say", { text, reply_to: id, ...more });
  await reply(carol, "I am");
  await reply(carol, "bob, I am");
  await reply(carol, "@bob I am");
  await reply(carol, "bobby: I am");
  await reply(carol, "is there", { kind: "action" });
  await reply(bob, "and I");
  const said = async (irc: IrcTestClient) => {
    const texts: (string | undefined)[] = [];
    for (let count = 0; count < 7; count++) {
      texts.push((await irc.until("PRIVMSG")).params.at(-1));
    }
    return texts;
  };
  const texts = ["who is there?", "I am", "bob, I am", "@bob I am", "bobby: I am"];
  const rest = ["\x01ACTION is there\x01", "and I"];
  assert.deepEqual(await said(modern), [...texts, ...rest]);
  const [first, , ...others] = texts;
  assert.deepEqual(await said(plain), [
    first,
    "bob: I am",
    ...others.slice(0, -1),
    "bob: bobby: I am",
    ...rest,
  ]);
  // What is unread is told in the same way.
  await plain.send("QUIT");
  await modern.send("QUIT");
  await Promise.all([plain.ended(), modern.ended()]);
  await reply(carol, "still here");
  await using again = await IrcTestClient.connect(server.ircPort);
  await again.send(`PASS :alice:${PASSWORD}`, "NICK alice", "USER alice 0 * :Alice");
  await again.until(({ params }) => params.at(-1)?.endsWith("] bob: still here") === true);
  await again.settled();
  const { messages } = await bob.request("history", { limit: 1 });
  assert.equal(messages[0].reply_from, "bob");
});

Deno.test("PART tells once that it is for good, where there is an account", async () => {
  using folder = new TemporaryFolder();
  await using server = await startIrcServer(folder, { guests: true });
  const alice = await server.register("alice");
  for (const room of ["lab", "shed"]) await alice.request("create", { room });
  await using irc = await IrcTestClient.enter(server.ircPort, {
    nick: "alice",
    password: PASSWORD,
  });
  const told = async (client: IrcTestClient, line: string) =>
    (await client.ask(line)).filter(({ command }) => command === "NOTICE").length;
  await using guest = await IrcTestClient.enter(server.ircPort, { nick: "guest" });
  await guest.ask("JOIN #lab,#shed");
  // The only owner stays.
  assert.equal(await told(irc, "PART #lab"), 0);
  await alice.request("part", { room: "general" });
  await irc.ask("JOIN #general");
  assert.equal(await told(irc, "PART #general"), 1);
  await irc.ask("JOIN #general");
  assert.equal(await told(irc, "PART #general"), 0);
  assert.equal(await told(guest, "PART #lab"), 0);
});

Deno.test("LUSERS counts the rooms that LIST tells of, and whoever is invisible apart", async () => {
  using folder = new TemporaryFolder();
  await using server = await startIrcServer(folder, { defaultRooms: [] });
  const alice = await server.register("alice");
  (await server.register("bob")).close();
  await using irc = await IrcTestClient.enter(server.ircPort, {
    nick: "bob",
    password: PASSWORD,
  });
  const counted = async () => {
    const lines = await irc.ask("LUSERS");
    const of = (numeric: string) => lines.find(({ command }) => command === numeric)?.params;
    return [of("254")?.[1], of("251")?.at(-1)];
  };
  const two = "There are 2 users and 0 invisible on 1 servers";
  assert.deepEqual(await counted(), ["0", two]);
  await alice.request("create", { room: "open" });
  await alice.request("create", { room: "closed", visibility: "invite_only" });
  await alice.request("create", { room: "secret", visibility: "private" });
  assert.deepEqual(await counted(), ["2", two]);
  await alice.request("invite", { room: "secret", username: "bob" });
  await irc.ask("MODE bob +i");
  assert.deepEqual(await counted(), ["3", "There are 1 users and 1 invisible on 1 servers"]);
  await using nobody = await IrcTestClient.enter(server.ircPort, { nick: "nobody" });
  assert.ok(!(await nobody.ask("LUSERS")).some(({ command }) => command === "254"));
});

Deno.test("AUTHENTICATE works also where nobody has asked for the capability", async () => {
  using folder = new TemporaryFolder();
  await using server = await startIrcServer(folder);
  (await server.register("alice")).close();
  await using irc = await IrcTestClient.connect(server.ircPort);
  await irc.send("CAP LS 302", "AUTHENTICATE PLAIN", "NICK alice", "USER a 0 * :a");
  await irc.until("AUTHENTICATE");
  await irc.send(`AUTHENTICATE ${btoa(`\0alice\0${PASSWORD}`)}`, "CAP END");
  await irc.until("903");
  assert.equal((await irc.until("001")).params[0], "alice");
});

Deno.test("IrcDoor says of a file where a browser that is logged in has it, whoever named no address", async () => {
  using folder = new TemporaryFolder();
  const web = { isOpen: true, at: { host: "127.0.0.1", port: 0 }, origins: [] };
  await using server = await startIrcServer(folder, { web });
  const alice = await server.register("alice");
  await using irc = await IrcTestClient.enter(server.ircPort, {
    nick: "alice",
    password: PASSWORD,
  });
  const port = server.running.webPort ?? 0;
  const entered = await fetch(`http://127.0.0.1:${port}/api/login`, {
    method: "POST",
    headers: { "Content-Type": "application/json", Origin: `http://127.0.0.1:${port}` },
    body: JSON.stringify({ username: "alice", password: PASSWORD }),
  });
  await entered.body?.cancel();
  const [cookie = ""] = (entered.headers.get("set-cookie") ?? "").split(";");
  using sending = await FileClient.open({ port, web: true, cookie });
  const { fields } = await sending.post(new TextEncoder().encode("a file"));
  const upload = idIn(fields.get("location") ?? "");
  await alice.request("say", { text: "", file: { upload, name: "a file.txt" } });
  const [line, address = ""] = (await irc.until("PRIVMSG")).params.at(-1)?.split(") ") ?? [];
  assert.equal(line, "a file.txt (6 B");
  const fetched = await fetch(address, { headers: { Cookie: cookie } });
  assert.deepEqual([fetched.status, await fetched.text()], [200, "a file"]);
  const stranger = await fetch(address);
  await stranger.body?.cancel();
  assert.equal(stranger.status, 401);
});
