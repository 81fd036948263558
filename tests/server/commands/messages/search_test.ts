/** `search` over real sockets: what is found, by whom, and what never is. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { DatabaseSync } from "node:sqlite";
import { DEADLINE_MS } from "../../../support/deadline.ts";
import { startServer, TemporaryFolder, type TestServer } from "../../../support/test_server.ts";
import type { Line, TestClient } from "../../../support/test_client.ts";

const MARK = "\u{FDD0}";

async function textsFor(client: TestClient, query: string, fields: Line = {}): Promise<string[]> {
  const answer = await client.request("search", { query, ...fields });
  assert.equal(answer["ok"], true, `${query}: ${answer["message"]}`);
  return answer["results"].map((found: Line) => String(found["text"]));
}

async function codeFor(client: TestClient, query: string): Promise<string> {
  return String((await client.request("search", { query }))["error"]);
}

async function granted(client: TestClient, action: string, fields: Line): Promise<Line> {
  const answer = await client.request(action, fields);
  assert.equal(answer["ok"], true, `${action}: ${answer["message"]}`);
  return answer;
}

async function say(client: TestClient, text: string, fields: Line = {}): Promise<number> {
  return Number((await granted(client, "say", { text, ...fields }))["id"]);
}

/** Alice and Bob in a private room, and Eve, who is not. */
async function privateRoom(server: TestServer) {
  const alice = await server.register("alice");
  const bob = await server.register("bob");
  const eve = await server.register("eve");
  await granted(alice, "create", { room: "secret", visibility: "private" });
  await granted(alice, "invite", { room: "secret", username: "bob" });
  await granted(bob, "join", { room: "secret" });
  return { alice, bob, eve };
}

Deno.test("search() finds a message straight after it was said, with its words marked", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const alice = await server.register("alice");
  const answer = await granted(alice, "say", { text: "Shall we have Café au lait today?" });

  assert.deepEqual((await alice.request("search", { query: '"cafe au" TOD*' }))["results"], [{
    id: answer["id"],
    room: "general",
    from: "alice",
    text: "Shall we have Café au lait today?",
    time: answer["time"],
    snippet: ["Shall we have ", "Café au", " lait ", "today", "?"],
  }]);
});

Deno.test("search() finds what has all of the words, newest first", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const alice = await server.register("alice");
  for (const text of ["red green", "green red!", "green", "redder 👋green🙂", "blue"]) {
    await say(alice, text);
  }

  assert.deepEqual(await textsFor(alice, "red green"), ["green red!", "red green"]);
  assert.deepEqual(await textsFor(alice, "GREEN"), [
    "redder 👋green🙂",
    "green",
    "green red!",
    "red green",
  ]);
  assert.deepEqual(await textsFor(alice, '"red green"'), ["red green"]);
  assert.deepEqual(await textsFor(alice, "re*"), ["redder 👋green🙂", "green red!", "red green"]);
  assert.deepEqual(await textsFor(alice, "purple"), []);
  // Nothing of the index itself can be looked for.
  assert.deepEqual(await textsFor(alice, "c1"), []);
});

Deno.test("search() with filters finds by author, place and time, with and without words", async () => {
  using folder = new TemporaryFolder();
  let nowMs = Date.parse("2026-01-01T10:00:00Z");
  await using server = await startServer(folder, { now: () => nowMs });
  const alice = await server.register("alice");
  const bob = await server.register("Bob");
  await granted(alice, "create", { room: "dev" });
  await say(alice, "plan one");
  await say(bob, "plan two");
  nowMs = Date.parse("2026-01-02T00:00:00Z");
  await say(alice, "plan three", { room: "dev" });
  await say(alice, "plan four", { to: "bob" });
  nowMs = Date.parse("2026-01-03T23:59:59Z");
  await say(alice, "plan five");

  const cases: [string, string[]][] = [
    ["from:BOB", ["two"]],
    ["plan from:@alice in:general", ["five", "one"]],
    ["in:#Dev", ["three"]],
    ["in:@Bob", ["four"]],
    ["in:@bob from:bob", []],
    ["plan before:2026-01-02", ["two", "one"]],
    ["plan after:2026-01-02 before:2026-01-03", ["four", "three"]],
    ["after:2026-01-03T00:00Z", ["five"]],
    ["after:2026-01-04", []],
    ["before:2026-01-01", []],
    ["after:2026-01-03 before:2026-01-02", []],
  ];
  for (const [query, expected] of cases) {
    const texts = await textsFor(alice, query);
    assert.deepEqual(texts, expected.map((word) => `plan ${word}`), query);
  }
  const { results } = await alice.request("search", { query: "in:dev" });
  assert.deepEqual(results[0]["snippet"], ["plan three"]);
});

Deno.test("search() refuses what it cannot look for", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const alice = await server.register("alice");

  assert.equal(await codeFor(alice, ""), "bad_search");
  assert.equal(await codeFor(alice, '"open'), "bad_search");
  assert.equal(await codeFor(alice, "from:nobody x"), "no_such_user");
  assert.equal(await codeFor(alice, "in:@nobody x"), "no_such_user");
  assert.equal(await codeFor(alice, "in:nowhere x"), "no_such_room");
  assert.equal(await codeFor(alice, "in:no!room x"), "bad_room_name");
  const limit = await alice.request("search", { query: "x", limit: 0 });
  assert.equal(limit["error"], "bad_field");
  const anonymous = await server.connect();
  assert.equal(await codeFor(anonymous, "x"), "login_required");
});

Deno.test("search() goes on with `before` until there is no more", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const alice = await server.register("alice");
  await Promise.all(Array.from({ length: 25 }, (_, index) => say(alice, `number ${index}`)));
  await say(alice, "something else");

  const seen: number[] = [];
  const pages: unknown[] = [];
  let before: number | undefined;
  for (let more = true; more;) {
    const page = await alice.request("search", { query: "number", limit: 10, before });
    seen.push(...page["results"].map((found: Line) => found["id"]));
    pages.push([page["results"].length, page["more"]]);
    before = seen.at(-1);
    more = page["more"];
  }

  assert.deepEqual(pages, [[10, true], [10, true], [5, false]]);
  assert.equal(new Set(seen).size, 25);
  assert.deepEqual(seen, [...seen].sort((first, second) => second - first));
});

Deno.test("search() keeps its answer within one line of 64 KiB and says that there is more", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const alice = await server.register("alice");
  for (let index = 0; index < 3; index++) {
    await say(alice, `begin${"\u0001".repeat(8_000)}end`);
  }

  const first = await alice.request("search", { query: "begin" });
  assert.equal(first["results"].length, 1);
  assert.equal(first["more"], true);
  assert.ok(JSON.stringify(first).length <= 65_536);
  const before = first["results"][0]["id"];
  assert.equal((await alice.request("search", { query: "end", before }))["results"].length, 1);
});

Deno.test("search() follows edits and deletions", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const alice = await server.register("alice");
  const edited = await say(alice, "first draft");
  const deleted = await say(alice, "first regret");
  assert.equal((await textsFor(alice, "first")).length, 2);

  await granted(alice, "edit", { id: edited, text: "final version" });
  await granted(alice, "delete", { id: deleted });

  assert.deepEqual(await textsFor(alice, "first"), []);
  assert.deepEqual(await textsFor(alice, "draft"), []);
  assert.deepEqual(await textsFor(alice, "final"), ["final version"]);
  assert.deepEqual(await textsFor(alice, "from:alice"), ["final version"]);
  const early = await say(alice, "never indexed");
  await granted(alice, "edit", { id: early, text: "but edited" });
  assert.deepEqual(await textsFor(alice, "indexed"), []);
  assert.deepEqual(await textsFor(alice, "edited"), ["but edited"]);
});

Deno.test("delete() leaves nothing of the text in the data folder", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const alice = await server.register("alice");
  for (let index = 0; index < 20; index++) await say(alice, `message ${index}`);
  const id = await say(alice, "the unmistakablesecret");
  assert.equal((await textsFor(alice, "unmistakablesecret")).length, 1);
  await granted(alice, "delete", { id });
  assert.deepEqual(await textsFor(alice, "unmistakablesecret"), []);
  await server.stop();

  const bytes = await Deno.readFile(join(folder.path, "chat.db"));
  assert.doesNotMatch(new TextDecoder("latin1").decode(bytes), /mistakablesecret/);
});

Deno.test("search() finds nothing of rooms and conversations of others", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const { alice, bob, eve } = await privateRoom(server);
  await say(alice, "treasure in the room", { room: "secret" });
  await say(alice, "treasure for bob", { to: "bob" });
  await granted(alice, "create", { room: "open" });
  await say(alice, "treasure in the open", { room: "open" });

  for (const query of ["treasure", "from:alice", "tr*", "after:2020-01-01"]) {
    assert.deepEqual(await textsFor(eve, query), [], query);
    assert.ok((await textsFor(bob, query)).includes("treasure in the room"), query);
  }
  assert.deepEqual(await textsFor(bob, "treasure"), ["treasure for bob", "treasure in the room"]);
  // A room that Eve may not know of is refused like one that does not exist.
  const [hidden, missing] = await Promise.all(
    ["secret", "nowhere"].map((room) => eve.request("search", { query: `in:${room} treasure` })),
  );
  assert.deepEqual({ ...hidden, ref: 0 }, { ...missing, ref: 0 });
  assert.equal(hidden?.["error"], "no_such_room");
  assert.equal(await codeFor(eve, "in:open treasure"), "not_a_member");
  assert.deepEqual(await textsFor(eve, "in:@alice treasure"), []);
});

Deno.test("search() finds nothing any more in rooms that somebody had to leave", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const { alice, bob, eve } = await privateRoom(server);
  await say(bob, "treasure", { room: "secret" });
  assert.deepEqual(await textsFor(bob, "treasure"), ["treasure"]);

  await granted(alice, "role", { room: "secret", username: "bob", role: "banned" });
  await granted(alice, "invite", { room: "secret", username: "eve" });

  assert.deepEqual(await textsFor(bob, "treasure"), []);
  // To be invited is not to be in it.
  assert.deepEqual(await textsFor(eve, "treasure"), []);
  await granted(eve, "join", { room: "secret" });
  await granted(alice, "role", { room: "secret", username: "eve", role: "read_only" });
  assert.deepEqual(await textsFor(eve, "treasure"), ["treasure"]);
  await granted(alice, "delete_room", { room: "secret" });
  assert.deepEqual(await textsFor(eve, "treasure"), []);
  assert.deepEqual(await textsFor(alice, "treasure"), []);
});

Deno.test("search() finds the few that somebody in many rooms may read, and no others", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const alice = await server.register("alice");
  const reader = await server.register("reader");
  for (let index = 0; index < 20; index++) {
    const room = `room-${index}`;
    await granted(alice, "create", { room });
    await granted(reader, "join", { room });
    await say(alice, `word ${index}`, { room });
  }
  await granted(reader, "part", { room: "general" });
  const many = Array.from({ length: 1_200 }, (_, index) => ({ action: "say", ref: `g${index}` }));
  const answered = alice.next((line) => line["ref"] === "g1199", "the last answer");
  await alice.send(many.map((line) => `${JSON.stringify({ ...line, text: "word" })}\n`).join(""));
  await answered;

  const expected = Array.from({ length: 20 }, (_, index) => `word ${19 - index}`);
  assert.deepEqual(await textsFor(reader, "word"), expected);
  assert.deepEqual(await textsFor(reader, "word", { limit: 3 }), expected.slice(0, 3));
  assert.deepEqual(await textsFor(reader, "from:alice"), expected);
  assert.deepEqual(await textsFor(reader, "after:2020-01-01"), expected);
});

Deno.test("search() is not confused by a text that looks like its own marks", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const alice = await server.register("alice");
  await say(alice, `trap ${MARK}not found${MARK} end`);

  const { results } = await alice.request("search", { query: "trap" });
  assert.deepEqual(results[0]["snippet"], ["trap not found end"]);
  assert.equal(results[0]["text"], `trap ${MARK}not found${MARK} end`);
});

Deno.test("search() shows the part of a long text where the words are", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const alice = await server.register("alice");
  await say(alice, `${"before ".repeat(300)}needle${" after".repeat(300)}`);
  await say(alice, `${"x".repeat(4_000)} needle ${"y".repeat(3_000)}`);

  const { results } = await alice.request("search", { query: "needle" });
  for (const { snippet } of results) {
    assert.equal(snippet[1], "needle");
    assert.match(snippet[0], /^….*[ ]$/);
    assert.match(snippet[2], /^ .*…$/);
    assert.ok(snippet.join("").length <= 250);
  }
});

Deno.test("the index follows also where somebody always writes", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const alice = await server.register("alice");
  await say(alice, "the first of many");
  using database = new DatabaseSync(join(folder.path, "chat.db"), { readOnly: true });
  const indexed = database.prepare("SELECT value FROM local WHERE name = 'indexed_id'");
  const until = Date.now() + DEADLINE_MS;
  while (Number(indexed.get()?.["value"]) === 0) {
    assert.ok(Date.now() < until, "nothing was indexed");
    await say(alice, "and on and on");
  }
});
