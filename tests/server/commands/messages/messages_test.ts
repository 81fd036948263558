/** Editing, deleting, replying, reacting, mentioning and having read, over real sockets. */
import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { databasePath } from "../../../../server/journal/database/database.ts";
import { ok, refused } from "../../../support/requests.ts";
import type { Line } from "../../../support/test_client.ts";
import { startServer, TemporaryFolder, type TestServer } from "../../../support/test_server.ts";

async function two(server: TestServer) {
  return { alice: await server.register("alice"), bob: await server.register("bob") };
}

Deno.test("edit() changes one's own text for everybody, and keeps what it was", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const { alice, bob } = await two(server);
  const { id } = await ok(alice, "say", { text: "helo" });

  const edited = await ok(alice, "edit", { id, text: "hello" });

  const event = await bob.event("edited");
  assert.deepEqual(event, {
    event: "edited",
    id: edited["id"],
    message: id,
    from: "alice",
    by: "alice",
    room: "general",
    text: "hello",
    time: edited["time"],
  });
  assert.ok(edited["id"] > id);
  const [message] = (await ok(bob, "history"))["messages"];
  assert.deepEqual([message["text"], message["edited"]], ["hello", edited["time"]]);
  const { texts } = await ok(alice, "edits", { id });
  assert.deepEqual(texts.map((old: Line) => old["text"]), ["helo"]);
  assert.equal(await refused(bob, "edits", { id }), "no_right");
});

Deno.test("edit() refuses others' messages, empty and long texts, and what is not there", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const { alice, bob } = await two(server);
  const { id } = await ok(alice, "say", { text: "mine" });

  assert.equal(await refused(bob, "edit", { id, text: "yours" }), "no_right");
  assert.equal(await refused(alice, "edit", { id, text: " " }), "empty_text");
  assert.equal(await refused(alice, "edit", { id, text: "\u200b\u3164" }), "empty_text");
  assert.equal(await refused(alice, "edit", { id, text: "x".repeat(8_193) }), "text_too_long");
  assert.equal(await refused(alice, "edit", { id: 999, text: "x" }), "no_such_message");
  const [message] = (await ok(bob, "history"))["messages"];
  assert.deepEqual([message["text"], message["edited"]], ["mine", undefined]);
});

Deno.test("delete() leaves nothing of the text, not even in the files", async () => {
  using folder = new TemporaryFolder();
  const secret = "xyzzy-unforgettable-words";
  {
    await using server = await startServer(folder);
    const { alice, bob } = await two(server);
    const { id } = await ok(alice, "say", { text: `first ${secret}` });
    await ok(alice, "edit", { id, text: `second ${secret}` });
    await ok(bob, "react", { id, emoji: "👀" });
    await ok(bob, "search", { query: "unforgettable" });
    assert.equal(await refused(bob, "delete", { id }), "no_right");

    await ok(alice, "delete", { id });

    const event = await bob.event("deleted");
    assert.deepEqual([event["message"], event["by"]], [id, "alice"]);
    const [message] = (await ok(bob, "history"))["messages"];
    assert.deepEqual(Object.keys(message).sort(), [
      "deleted",
      "from",
      "id",
      "room",
      "text",
      "time",
    ]);
    assert.equal(message["text"], "");
    for (
      const [action, fields] of [["edit", { text: "x" }], ["react", { emoji: "👍" }], [
        "delete",
        {},
      ]] as const
    ) {
      assert.equal(await refused(alice, action, { id, ...fields }), "no_such_message");
    }
    assert.equal(await refused(alice, "edits", { id }), "no_such_message");
  }
  for (const { name } of Deno.readDirSync(folder.path)) {
    const text = new TextDecoder("latin1").decode(Deno.readFileSync(`${folder.path}/${name}`));
    assert.ok(!text.includes(secret), name);
  }
});

Deno.test("delete() by a moderator takes others' messages away", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const { alice, bob } = await two(server);
  await ok(alice, "create", { room: "ops" });
  await ok(bob, "join", { room: "ops" });
  const { id } = await ok(bob, "say", { room: "ops", text: "spam" });
  await ok(bob, "edit", { id, text: "more spam" });
  assert.equal((await ok(alice, "edits", { id }))["texts"].length, 1);

  await ok(alice, "delete", { id });

  const event = await bob.event("deleted");
  assert.deepEqual([event["from"], event["by"]], ["bob", "alice"]);
});

Deno.test("react() adds and takes back one emoji, once for each account", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const { alice, bob } = await two(server);
  const { id } = await ok(alice, "say", { text: "lunch?" });

  for (const client of [alice, bob]) await ok(client, "react", { id, emoji: "👍" });
  const again = await ok(bob, "react", { id, emoji: "👍" });
  assert.equal(again["id"], undefined, "nothing has changed");
  await ok(bob, "react", { id, emoji: "👩‍🚀" });
  await ok(alice, "react", { id, emoji: "👍", remove: true });
  await ok(alice, "react", { id, emoji: "👍", remove: true });

  const events = [];
  for (let count = 0; count < 4; count++) events.push(await bob.event("reacted"));
  assert.deepEqual(events.map((event) => [event["by"], event["emoji"], event["removed"]]), [
    ["alice", "👍", undefined],
    ["bob", "👍", undefined],
    ["bob", "👩‍🚀", undefined],
    ["alice", "👍", true],
  ]);
  const [message] = (await ok(bob, "history"))["messages"];
  assert.deepEqual(message["reactions"], [
    { emoji: "👍", count: 1, users: ["bob"] },
    { emoji: "👩‍🚀", count: 1, users: ["bob"] },
  ]);
});

Deno.test("react() refuses what is not exactly one emoji, and too many of them", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const { alice } = await two(server);
  const { id } = await ok(alice, "say", { text: "lunch?" });

  for (const emoji of ["", "a", "👍👍", ":+1:", "1", "\u001b[31m", "👍 ", "\u200d"]) {
    assert.equal(await refused(alice, "react", { id, emoji }), "bad_emoji", JSON.stringify(emoji));
  }
  const many = [..."😀😁😂😃😄😅😆😇😈😉😊😋😌😍😎😏😐😑😒😓😔"];
  for (const emoji of many.slice(0, 20)) await ok(alice, "react", { id, emoji });
  assert.equal(await refused(alice, "react", { id, emoji: many[20] }), "too_many_reactions");
});

Deno.test("say() keeps what somebody does apart from what is said, wherever it is read", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const { alice, bob } = await two(server);
  const known = { text: "waves", kind: "action", me: true };
  const of = ({ text, kind, me }: Line) => ({ text, kind, me });
  // As clients say it that know nothing of kinds, and as those that do.
  const { id } = await ok(bob, "say", { text: "waves", me: true });
  await ok(bob, "say", { text: "waves", kind: "action" });
  await ok(bob, "say", { text: "hello", kind: "text" });
  for (let count = 0; count < 2; count++) {
    assert.deepEqual(of(await alice.event("message", (line) => line["text"] === "waves")), known);
  }
  const { messages } = await ok(alice, "poll", { last_id: 0 });
  assert.deepEqual(messages.map(of), [known, known, {
    text: "hello",
    kind: undefined,
    me: undefined,
  }]);
  assert.deepEqual(of((await ok(alice, "search", { query: "waves" }))["results"][0]), known);
  await ok(bob, "edit", { id, text: "nods" });
  assert.deepEqual(of(await alice.event("edited")), { ...known, text: "nods" });
  const { messages: now } = await ok(alice, "history");
  assert.deepEqual(of(now[0]), { ...known, text: "nods" });
  const exported = (await ok(bob, "export", { after: 1 }))["data"].messages;
  assert.deepEqual(of(exported[0]), { ...known, text: "nods" });

  assert.equal(await refused(bob, "say", { text: "x", kind: "poll" }), "bad_field");
  assert.equal(await refused(bob, "say", { text: "x", kind: "text", me: true }), "bad_field");
  assert.equal(await refused(bob, "say", { text: "x", kind: "action", me: false }), "bad_field");
});

Deno.test("say() carries /me and what it replies to, in the same conversation only", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const { alice, bob } = await two(server);
  const { id } = await ok(alice, "say", { text: "who is in?" });
  const whisper = await ok(alice, "say", { text: "psst", to: "bob" });

  await ok(bob, "say", { text: "raises a hand", me: true, reply_to: id });
  const event = await alice.event("message", (line) => line["from"] === "bob");
  assert.deepEqual([event["me"], event["reply_to"]], [true, id]);
  const { messages } = await ok(alice, "history");
  assert.deepEqual([messages[1]["me"], messages[1]["reply_to"]], [true, id]);
  await ok(bob, "say", { text: "hm?", to: "alice", reply_to: whisper["id"] });

  assert.equal(
    await refused(bob, "say", { text: "x", reply_to: whisper["id"] }),
    "no_such_message",
  );
  assert.equal(
    await refused(bob, "say", { text: "x", to: "alice", reply_to: id }),
    "no_such_message",
  );
  assert.equal(await refused(bob, "say", { text: "x", reply_to: 999 }), "no_such_message");
});

Deno.test("poll() brings what changed meanwhile, as it stands now", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const { alice, bob } = await two(server);
  const ids: number[] = [];
  for (const text of ["one", "two", "three"]) ids.push((await ok(alice, "say", { text }))["id"]);
  const seen = await ok(bob, "poll", { last_id: 0 });
  assert.deepEqual([seen["last_id"], seen["changed"]], [ids[2], []]);

  await ok(alice, "edit", { id: ids[0], text: "ONE" });
  await ok(alice, "delete", { id: ids[1] });
  const reaction = await ok(alice, "react", { id: ids[2], emoji: "👍" });
  const four = await ok(alice, "say", { text: "four" });

  const missed = await ok(bob, "poll", { last_id: seen["last_id"] });
  assert.deepEqual(missed["messages"].map((message: Line) => message["id"]), [four["id"]]);
  assert.deepEqual(
    missed["changed"].map((message: Line) => [message["id"], message["text"], message["deleted"]]),
    [[ids[0], "ONE", undefined], [ids[1], "", true], [ids[2], "three", undefined]],
  );
  assert.equal(missed["last_id"], four["id"]);
  assert.ok(reaction["id"] < four["id"]);

  const pages: Line[] = [];
  for (let last_id = seen["last_id"], more = true; more;) {
    const page = await ok(bob, "poll", { last_id, limit: 1 });
    pages.push(...page["changed"], ...page["messages"]);
    last_id = page["last_id"];
    more = page["more"];
  }
  assert.deepEqual(pages.map((message) => message["id"]), [...ids, four["id"]]);
});

Deno.test("read() keeps unread and mentions of every device the same", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const { alice, bob } = await two(server);
  const phone = await server.login("bob");
  // Not everybody may call all with @room.
  await ok(alice, "claim", { code: server.running.claimCode });
  const one = await ok(alice, "say", { text: "one" });
  const two_ = await ok(alice, "say", { text: "hey @Bob, look" });
  await ok(alice, "say", { text: "all of @room" });
  await ok(alice, "say", { text: "not bob@example nor @bobby" });
  await ok(bob, "say", { text: "my own" });
  const direct = await ok(alice, "say", { text: "psst", to: "bob" });

  const before = await ok(bob, "unread");
  assert.deepEqual(before["conversations"], [
    { with: "alice", read_id: 0, first_unread: direct["id"], unread: 1, mentions: 0 },
    { room: "general", read_id: 0, first_unread: one["id"], unread: 4, mentions: 2 },
  ]);

  const answer = await ok(bob, "read", { room: "general", id: two_["id"] });
  assert.deepEqual([answer["unread"], answer["mentions"]], [2, 1]);
  const event = await phone.event("read");
  assert.deepEqual(
    [event["room"], event["id"], event["unread"], event["mentions"]],
    ["general", two_["id"], 2, 1],
  );
  await ok(phone, "read", { with: "alice", id: direct["id"] });
  assert.equal((await bob.event("read", (line) => line["with"] === "alice"))["unread"], 0);
  // Marked unread again.
  assert.equal((await ok(bob, "read", { room: "general", id: 0 }))["unread"], 4);
  assert.equal(await refused(bob, "read", { room: "nowhere", id: 1 }), "no_such_room");
  assert.equal(await refused(bob, "read", { id: 1 }), "bad_field");
});

Deno.test("say() counts a name at its start as a mention, and none in code, quotes and addresses", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const { alice, bob } = await two(server);
  const texts = ["bob: look", "Bob, look", "look bob: there", "`@bob`", "> @bob", "x://y/?z=@bob"];
  for (const text of texts) await ok(alice, "say", { text });
  const { conversations } = await ok(bob, "unread");
  assert.equal(conversations[0]["mentions"], 2);
});

Deno.test("read() marks by a message or by a time, and tells the time of either", async () => {
  using folder = new TemporaryFolder();
  const clock = { ms: Date.parse("2026-11-20T17:00:00.000Z") };
  await using server = await startServer(folder, { now: () => clock.ms });
  const { alice, bob } = await two(server);
  assert.equal((await ok(bob, "unread"))["conversations"][0]["read_time"], undefined);
  const first = await ok(alice, "say", { text: "one" });
  clock.ms += 5_000;
  const second = await ok(alice, "say", { text: "two" });
  const place = { room: "general" };

  const marked = await ok(bob, "read", { ...place, id: second["id"] });
  assert.deepEqual([marked["id"], marked["time"], marked["unread"]], [
    second["id"],
    second["time"],
    0,
  ]);
  assert.equal((await bob.event("read"))["time"], second["time"]);
  assert.equal((await ok(bob, "unread"))["conversations"][0]["read_time"], second["time"]);

  const time = "2026-11-20T17:00:02.345Z";
  const again = await ok(bob, "read", { ...place, time });
  assert.deepEqual([again["id"], again["time"], again["unread"]], [first["id"], time, 1]);
  const { conversations } = await ok(bob, "unread");
  assert.deepEqual([conversations[0]["read_id"], conversations[0]["read_time"]], [
    first["id"],
    time,
  ]);
  const none = await ok(bob, "read", { ...place, time: "2020-01-01T00:00:00.000Z" });
  assert.deepEqual([none["id"], none["unread"]], [0, 2]);

  for (const fields of [{}, { id: 1, time }, { time: "soon" }]) {
    assert.equal(await refused(bob, "read", { ...place, ...fields }), "bad_field");
  }
  await ok(alice, "create", { room: "ops", visibility: "private" });
  assert.equal(await refused(bob, "read", { room: "ops", time }), "no_such_room");
});

Deno.test("a message that was edited mentions whom its new text mentions", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const { alice, bob } = await two(server);
  const mentions = async () => (await ok(bob, "unread"))["conversations"][0]["mentions"];
  const { id } = await ok(alice, "say", { text: "hi @bob" });
  assert.equal(await mentions(), 1);
  await ok(alice, "edit", { id, text: "hi all" });
  assert.equal(await mentions(), 0);
  await ok(alice, "edit", { id, text: "@bob @bob @room" });
  assert.equal(await mentions(), 1);
  await ok(alice, "delete", { id });
  assert.equal(await mentions(), 0);
});

Deno.test("a message mentions nobody in code, in what it quotes and in addresses", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const { alice, bob } = await two(server);
  for (const text of ["`@bob`", "> @bob\nno", "https://x.example/=@bob", "```\n@room\n```"]) {
    await ok(alice, "say", { text });
  }
  assert.equal((await ok(bob, "unread"))["conversations"][0]["mentions"], 0);
  await ok(alice, "say", { text: "> @alice\n@bob" });
  assert.equal((await ok(bob, "unread"))["conversations"][0]["mentions"], 1);
});

Deno.test("the journal's tables hold nothing of a refused request", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const { alice } = await two(server);
  await refused(alice, "say", { text: "x", to: "bob", reply_to: 5 });
  await refused(alice, "say", { text: "x", to: "nobody" });
  await refused(alice, "react", { id: 5, emoji: "👍" });
  using database = new DatabaseSync(databasePath(folder.path), { readOnly: true });
  const counts = database.prepare(
    `SELECT (SELECT count(*) FROM messages) + (SELECT count(*) FROM reactions) +
       (SELECT count(*) FROM conversations WHERE kind = 'direct') AS count`,
  ).get();
  assert.equal(counts?.["count"], 0);
});

Deno.test("say() with a nonce is answered again although the sender may not write any more", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const { alice, bob } = await two(server);
  await ok(alice, "create", { room: "ops" });
  await ok(bob, "join", { room: "ops" });
  const message = { room: "ops", text: "last words", nonce: "n" };
  const first = await ok(bob, "say", message);
  await ok(alice, "role", { room: "ops", username: "bob", role: "none" });
  assert.equal((await ok(bob, "say", message))["id"], first["id"]);
  assert.equal(await refused(bob, "say", { ...message, nonce: "m" }), "not_a_member");
});

Deno.test("history() around a message says whether newer ones were cut", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const { alice } = await two(server);
  for (let index = 0; index < 30; index++) await ok(alice, "say", { text: "x".repeat(8_000) });
  const around = async (around: number, limit: number) => {
    const page = await ok(alice, "history", { room: "general", around, limit });
    return [page["messages"].map((message: Line) => message["id"]), page["more"]];
  };
  assert.deepEqual(await around(15, 1), [[15], true]);
  assert.deepEqual(await around(29, 4), [[28, 29, 30], false]);
  const [ids, more] = await around(15, 100);
  assert.ok(ids.includes(15) && ids.length < 10);
  assert.equal(more, true);
});

Deno.test("react() takes an emoji without the selector that some keyboards leave out", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const { alice } = await two(server);
  const { id } = await ok(alice, "say", { text: "like it?" });
  await ok(alice, "react", { id, emoji: "\u2764" });
  assert.equal((await alice.event("reacted"))["emoji"], "\u2764\ufe0f");
});

Deno.test("edits() are in their order, also those of one millisecond", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder, { now: () => 1_800_000_000_000 });
  const { alice } = await two(server);
  const { id } = await ok(alice, "say", { text: "0" });
  for (let count = 1; count <= 12; count++) await ok(alice, "edit", { id, text: `${count}` });
  const { texts } = await ok(alice, "edits", { id });
  assert.deepEqual(
    texts.map(({ text }: Line) => text),
    Array.from({ length: 12 }, (_, count) => `${count}`),
  );
});
