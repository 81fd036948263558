/** The room, private messages, history and who is there, over real sockets. */
import assert from "node:assert/strict";
import { startServer, TemporaryFolder } from "../../support/test_server.ts";
import type { Line } from "../../support/test_client.ts";

function texts(lines: readonly Line[]): string[] {
  return lines.map((line) => String(line["text"]));
}

Deno.test("say() reaches everybody in the room, the sender included", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const alice = await server.register("alice");
  const bob = await server.register("bob");

  const answer = await alice.request("say", { text: "hi" });

  assert.equal(answer["ok"], true);
  const expected = {
    event: "message",
    id: answer["id"],
    room: "general",
    from: "alice",
    text: "hi",
    time: answer["time"],
  };
  assert.deepEqual(await alice.event("message"), expected);
  assert.deepEqual(await bob.event("message"), expected);
  assert.match(String(answer["time"]), /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d\.\d{3}Z$/);
});

Deno.test("say() gives ids that only grow, in the same order for everybody", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const clients = await Promise.all(["ann", "bob", "cyd"].map((name) => server.register(name)));

  await Promise.all(
    clients.flatMap((client, from) =>
      Array.from({ length: 20 }, (_, index) => client.request("say", { text: `${from}-${index}` }))
    ),
  );

  const views = [];
  for (const client of clients) {
    const seen: Line[] = [];
    while (seen.length < 60) seen.push(await client.event("message"));
    const ids = seen.map((line) => Number(line["id"]));
    assert.deepEqual(ids, [...ids].sort((a, b) => a - b));
    assert.equal(new Set(ids).size, 60);
    views.push(texts(seen));
  }
  assert.deepEqual(views[1], views[0]);
  assert.deepEqual(views[2], views[0]);
});

Deno.test("say() answers in the order of the requests, refusals included", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const alice = await server.register("alice");

  const requests = Array.from({ length: 50 }, (_, ref) => ({
    action: "say",
    ref,
    text: ref % 7 === 0 ? "" : `text ${ref}`,
  }));
  await alice.send(requests.map((request) => `${JSON.stringify(request)}\n`).join(""));

  for (const { ref } of requests) {
    const answer = await alice.next((line) => typeof line["ref"] === "number", "an answer");
    assert.equal(answer["ref"], ref);
    assert.equal(answer["ok"], ref % 7 !== 0);
  }
});

Deno.test("say() with the same nonce posts once and answers the same id", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const alice = await server.register("alice");
  const bob = await server.register("bob");

  const first = await alice.request("say", { text: "once", nonce: "n-1" });
  const again = await alice.request("say", { text: "once", nonce: "n-1" });
  const other = await bob.request("say", { text: "mine", nonce: "n-1" });

  assert.equal(again["id"], first["id"]);
  assert.equal(again["time"], first["time"]);
  assert.notEqual(other["id"], first["id"]);
  const { messages } = await bob.request("poll", { last_id: 0 });
  assert.deepEqual(texts(messages), ["once", "mine"]);
});

Deno.test("say() with the same nonce at the same time posts once", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const phone = await server.register("alice");
  const laptop = await server.login("alice");

  const answers = await Promise.all(
    [phone, laptop, phone, laptop].map((client) =>
      client.request("say", { text: "once", nonce: "n" })
    ),
  );

  assert.equal(new Set(answers.map((answer) => answer["id"])).size, 1);
  const { messages } = await phone.request("poll", { last_id: 0 });
  assert.equal(messages.length, 1);
});

Deno.test("say() forgets a nonce after a day", async () => {
  using folder = new TemporaryFolder();
  let nowMs = Date.parse("2026-01-01T00:00:00Z");
  await using server = await startServer(folder, { now: () => nowMs });
  const alice = await server.register("alice");

  const first = await alice.request("say", { text: "daily", nonce: "n" });
  nowMs += 25 * 60 * 60 * 1_000;
  const second = await alice.request("say", { text: "daily", nonce: "n" });

  assert.notEqual(second["id"], first["id"]);
});

Deno.test("say() refuses what is no message and changes nothing", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const alice = await server.register("alice");
  const cases: [Line, string][] = [
    [{ text: "" }, "empty_text"],
    [{ text: " \n " }, "empty_text"],
    [{ text: "\u200b\u2800\ufe0f\u3164" }, "empty_text"],
    [{ text: "x".repeat(8_193) }, "text_too_long"],
    [{ text: "€".repeat(2_731) }, "text_too_long"],
    [{ text: "hi", room: "nowhere" }, "no_such_room"],
    [{ text: "hi", room: "not a name" }, "bad_room_name"],
    [{ text: "hi", to: "nobody" }, "no_such_user"],
    [{ text: "hi", to: "alice", room: "general" }, "bad_field"],
    [{ text: "hi", nonce: "n".repeat(129) }, "bad_field"],
    [{ text: 5 }, "bad_field"],
    [{}, "bad_field"],
  ];

  for (const [fields, code] of cases) {
    const answer = await alice.request("say", fields);
    assert.equal(answer["error"], code, JSON.stringify(fields).slice(0, 80));
    assert.match(String(answer["message"]), /^["A-Z].*[^.]$/);
  }

  assert.deepEqual((await alice.request("poll", { last_id: 0 }))["messages"], []);
  assert.equal((await alice.request("say", { text: "€".repeat(2_730) }))["ok"], true);
  assert.equal((await alice.request("say", { text: "x", room: "#GENERAL" }))["ok"], true);
});

Deno.test("say() with `to` is seen by the two alone, also when the other is away", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const alice = await server.register("alice");
  const bob = await server.register("Bob");
  const eve = await server.register("eve");

  const online = await alice.request("say", { text: "psst", to: "bob" });
  assert.equal((await bob.event("message"))["to"], "Bob");
  assert.equal((await alice.event("message"))["id"], online["id"]);
  bob.close();
  await alice.event("left", (line) => line["username"] === "Bob");
  const offline = await alice.request("say", { text: "later", to: "BOB" });

  const back = await server.login("bob");
  const { messages } = await back.request("poll", { last_id: online["id"] });
  assert.deepEqual(messages, [{
    id: offline["id"],
    from: "alice",
    text: "later",
    time: offline["time"],
    to: "Bob",
  }]);
  for (const [reader, other] of [[alice, "bob"], [back, "alice"]] as const) {
    const page = await reader.request("history", { with: other });
    assert.deepEqual(texts(page["messages"]), ["psst", "later"]);
  }
  assert.deepEqual((await eve.request("poll", { last_id: 0 }))["messages"], []);
  assert.deepEqual((await eve.request("history", { with: "bob" }))["messages"], []);
  await eve.request("ping");
  assert.deepEqual(eve.lines.filter((line) => line["event"] === "message"), []);
});

Deno.test("say() to oneself is a note that arrives once", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const alice = await server.register("alice");

  await alice.request("say", { text: "note", to: "alice" });

  assert.equal((await alice.event("message"))["to"], "alice");
  await alice.request("ping");
  assert.equal(alice.lines.filter((line) => line["event"] === "message").length, 1);
  assert.deepEqual(texts((await alice.request("history", { with: "alice" }))["messages"]), [
    "note",
  ]);
});

Deno.test("poll() brings everything after an id once, in pages, oldest first", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const alice = await server.register("alice");
  const bob = await server.register("bob");
  for (let index = 0; index < 25; index++) {
    await alice.request(
      "say",
      index % 3 === 0 ? { text: `${index}`, to: "bob" } : { text: `${index}` },
    );
  }

  const seen: Line[] = [];
  let lastId = 0;
  for (let pages = 1;; pages++) {
    const page = await bob.request("poll", { last_id: lastId, limit: 10 });
    seen.push(...page["messages"]);
    lastId = Number(seen.at(-1)?.["id"]);
    if (page["more"] !== true) {
      assert.equal(pages, 3);
      break;
    }
  }

  assert.deepEqual(texts(seen), Array.from({ length: 25 }, (_, index) => `${index}`));
  assert.deepEqual(await bob.request("poll", { last_id: lastId, limit: 10 }).then(pageOf), [
    [],
    false,
  ]);
});

function pageOf(answer: Line): unknown[] {
  return [answer["messages"], answer["more"]];
}

Deno.test("poll() keeps its answer within one line of 64 KiB and says that there is more", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const alice = await server.register("alice");
  for (let index = 0; index < 4; index++) {
    await alice.request("say", { text: `${index}${"\u0001".repeat(8_000)}` });
  }

  const first = await alice.request("poll", { last_id: 0 });
  assert.equal(first["messages"].length, 1);
  assert.equal(first["more"], true);
  assert.ok(JSON.stringify(first).length <= 65_536);
  const page = await alice.request("history", { room: "general" });
  assert.equal(page["messages"].length, 1);
  assert.equal(page["messages"][0]["text"][0], "3");
});

Deno.test("history() pages backwards from the newest", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const alice = await server.register("alice");
  for (let index = 0; index < 7; index++) await alice.request("say", { text: `${index}` });

  const newest = await alice.request("history", { room: "general", limit: 3 });
  assert.deepEqual([texts(newest["messages"]), newest["more"]], [["4", "5", "6"], true]);
  const before = newest["messages"][0]["id"];
  const older = await alice.request("history", { room: "#general", limit: 100, before });
  assert.deepEqual([texts(older["messages"]), older["more"]], [["0", "1", "2", "3"], false]);
});

Deno.test("history() refuses unknown rooms and names", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const alice = await server.register("alice");

  assert.equal((await alice.request("history", { room: "nowhere" }))["error"], "no_such_room");
  assert.equal((await alice.request("history", { with: "nobody" }))["error"], "no_such_user");
  assert.equal((await alice.request("history", { room: "a", with: "b" }))["error"], "bad_field");
});

Deno.test("login() tells the room who joined, and the end of the last connection who left", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const alice = await server.register("alice");
  const phone = await server.register("bob");

  const joined = await alice.event("joined");
  assert.deepEqual([joined["room"], joined["username"]], ["general", "bob"]);
  const laptop = await server.login("bob");
  assert.deepEqual(
    (await alice.request("who", { room: "general" }))["users"],
    [{ username: "alice", connections: 1 }, { username: "bob", connections: 2 }],
  );
  phone.close();
  await laptop.request("exit");
  const left = await alice.event("left");
  assert.deepEqual([left["room"], left["username"]], ["general", "bob"]);

  assert.equal(alice.lines.filter((line) => line["event"] === "joined").length, 1);
  assert.equal(alice.lines.filter((line) => line["event"] === "left").length, 1);
  assert.deepEqual(
    (await alice.request("who"))["users"],
    [{ username: "alice", connections: 1 }],
  );
  const [general] = (await alice.request("rooms"))["rooms"];
  assert.deepEqual([general["room"], general["online"], general["members"]], ["general", 1, 2]);
});

Deno.test("exit() is answered, then the server closes", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const anonymous = await server.connect();
  const alice = await server.register("alice");

  for (const client of [anonymous, alice]) {
    assert.equal((await client.request("exit"))["ok"], true);
    await client.ended;
  }
  await server.log.line(/^DISCONNECTED alice from 127\.0\.0\.1:\d+ \(exit\)$/);
});

Deno.test("serve() answers everything that was sent before the client closed its side", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const connection = await Deno.connect({ hostname: "127.0.0.1", port: server.port });
  const requests = [
    { action: "register", username: "script", password: "correct horse 7" },
    { action: "say", text: "one" },
    { action: "say", text: "two" },
  ];
  // The last line has no line end: at the end of the stream it counts all the same.
  const text = requests.map((request) => JSON.stringify(request)).join("\n");
  await connection.write(new TextEncoder().encode(text));
  await connection.closeWrite();

  const received = await new Response(connection.readable).text();

  assert.equal(received.match(/"ok":true/g)?.length, 3);
});
