/** Registering, logging in, tokens, and what is refused, over real sockets. */
import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { databasePath } from "../../../../server/journal/database/database.ts";
import { PASSWORD, startServer, TemporaryFolder } from "../../../support/test_server.ts";

Deno.test("register() answers name, token, rooms and last_id and logs in", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const client = await server.connect();

  const answer = await client.request("register", { username: "Alice_1", password: PASSWORD });

  assert.equal(answer["username"], "Alice_1");
  assert.match(String(answer["token"]), /^[\w-]{43}$/);
  assert.deepEqual(answer["rooms"], ["general"]);
  assert.equal(answer["last_id"], 0);
  assert.equal((await client.request("say", { text: "hi" }))["ok"], true);
  await server.log.line(/^REGISTERED Alice_1 from 127\.0\.0\.1:\d+$/);
  await server.log.line(/^CONNECTED Alice_1 from 127\.0\.0\.1:\d+$/);
});

Deno.test("register() refuses names and passwords with a reason and makes no account", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  await server.register("alice");
  const client = await server.connect();
  const cases = [
    ["al", PASSWORD, "bad_username", /at least 3/],
    ["a".repeat(33), PASSWORD, "bad_username", /at most 32/],
    ["al ice", PASSWORD, "bad_username", /letters/],
    ["älice", PASSWORD, "bad_username", /letters/],
    ["al\u001bice", PASSWORD, "bad_username", /letters/],
    ["ALICE", PASSWORD, "name_taken", /taken/],
    ["aIice", PASSWORD, "name_taken", /looks like another name/],
    ["a1ice", PASSWORD, "name_taken", /looks like another name/],
    ["c0nso1e", PASSWORD, "name_taken", /looks like another name/],
    ["bobby", "short 7", "bad_password", /at least 8/],
    ["bobby", "x y".repeat(342), "bad_password", /at most 1024/],
    ["bobby", "password", "bad_password", /most common/],
    ["bobby", "12345678", "bad_password", /too easy to guess/],
    ["bobby", "aaaaaaaaaaaa", "bad_password", /repeats/],
    ["bobby-the-first", "Bobby-The-First", "bad_password", /username/],
  ] as const;

  for (const [username, password, code, reason] of cases) {
    const answer = await client.request("register", { username, password });
    assert.equal(answer["error"], code, `${username} ${password.slice(0, 20)}`);
    assert.match(String(answer["message"]), reason);
  }

  assert.equal((await client.request("say", { text: "hi" }))["error"], "login_required");
  using database = new DatabaseSync(databasePath(folder.path), { readOnly: true });
  assert.equal(
    database.prepare("SELECT count(*) AS n FROM accounts WHERE password <> ''").get()?.["n"],
    1,
  );
});

Deno.test("register() of the same name at the same time makes one account", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const clients = await Promise.all(Array.from({ length: 6 }, () => server.connect()));

  const answers = await Promise.all(
    clients.map((client, index) =>
      client.request("register", { username: index % 2 ? "Twin" : "twin", password: PASSWORD })
    ),
  );

  assert.equal(answers.filter((answer) => answer["ok"] === true).length, 1);
  assert.equal(answers.filter((answer) => answer["error"] === "name_taken").length, 5);
});

Deno.test("login() takes names without case and answers like register()", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const first = await server.register("Alice");
  await first.request("say", { text: "one" });

  const client = await server.connect();
  const answer = await client.request("login", { username: "aLICE", password: PASSWORD });

  assert.equal(answer["username"], "Alice");
  assert.notEqual(answer["token"], first.answer["token"]);
  assert.deepEqual([answer["rooms"], answer["last_id"]], [["general"], 1]);
});

Deno.test("login() counts every byte of a long password", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const password = `${"long and winding road ".repeat(5)}1`;
  const client = await server.connect();
  await client.request("register", { username: "alice", password });

  const wrong = await client.request("login", { username: "alice", password: `${password}2` });
  const cut = await client.request("login", { username: "alice", password: password.slice(0, 72) });
  const right = await client.request("login", { username: "alice", password });

  assert.deepEqual([wrong["error"], cut["error"], right["ok"]], [
    "bad_credentials",
    "bad_credentials",
    true,
  ]);
});

Deno.test("login() refuses a wrong name, password and token with the same words", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  await server.register("alice");
  const client = await server.connect();

  const refusals = [
    await client.request("login", { username: "alice", password: "wrong password" }),
    await client.request("login", { username: "nobody", password: PASSWORD }),
    await client.request("login", { username: "x".repeat(5_000), password: PASSWORD }),
    await client.request("login", { username: "alice", password: "x".repeat(50_000) }),
    await client.request("login", { token: "made up" }),
    await client.request("login", { username: "\u001b[31m", password: PASSWORD }),
  ];

  for (const { error, message } of refusals) {
    assert.deepEqual([error, message], ["bad_credentials", "Wrong username or password"]);
  }
  assert.equal((await client.request("login", {}))["error"], "bad_field");
  await server.log.line(/^LOGIN_FAILED "\\u001b\[31m" from 127\.0\.0\.1:\d+$/);
});

Deno.test("login() with a token resumes on another connection until logout() revokes it", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const first = await server.register("alice");
  const token = first.answer["token"];

  const second = await server.connect();
  const resumed = await second.request("login", { token });
  assert.deepEqual([resumed["username"], resumed["token"]], ["alice", token]);
  assert.equal((await second.request("logout"))["ok"], true);
  await second.ended;

  const third = await server.connect();
  assert.equal((await third.request("login", { token }))["error"], "bad_credentials");
});

Deno.test("login() on a connection that is logged in changes who speaks", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const watcher = await server.register("watcher");
  const client = await server.register("alice");
  await server.register("bob");

  const again = await client.request("login", { username: "alice", password: PASSWORD });
  assert.equal(again["ok"], true);
  assert.equal(
    (await client.request("login", { username: "bob", password: PASSWORD }))["ok"],
    true,
  );
  await client.request("say", { text: "who am I?" });

  assert.equal((await watcher.event("message"))["from"], "bob");
  await watcher.event("left", (line) => line["username"] === "alice");
  const { users } = await watcher.request("who");
  assert.deepEqual(users, [
    { username: "bob", connections: 2 },
    { username: "watcher", connections: 1 },
  ]);
});

Deno.test("serve() keeps accounts, tokens, messages and ids over a restart", async () => {
  using folder = new TemporaryFolder();
  let token: unknown;
  {
    await using server = await startServer(folder);
    const alice = await server.register("alice");
    token = alice.answer["token"];
    await alice.request("say", { text: "before" });
  }
  await using server = await startServer(folder);
  const client = await server.connect();
  const answer = await client.request("login", { token });

  assert.deepEqual([answer["username"], answer["last_id"]], ["alice", 1]);
  assert.equal((await client.request("say", { text: "after" }))["id"], 2);
  const { messages } = await client.request("poll", { last_id: 0 });
  assert.deepEqual(messages.map((message: { text: string }) => message.text), ["before", "after"]);
});

Deno.test("serve() hashes a password anew when the cost has changed", async () => {
  using folder = new TemporaryFolder();
  function storedPassword(): string {
    using database = new DatabaseSync(databasePath(folder.path), { readOnly: true });
    return String(
      database.prepare("SELECT password FROM accounts WHERE name = 'alice'").get()?.["password"],
    );
  }
  {
    await using server = await startServer(folder, { bcryptCost: 4 });
    await server.register("alice");
  }
  assert.match(storedPassword(), /^bcrypt-sha384\$2b\$04\$/);
  {
    await using server = await startServer(folder, { bcryptCost: 5 });
    await server.login("alice");
  }
  assert.match(storedPassword(), /^bcrypt-sha384\$2b\$05\$/);
  await using server = await startServer(folder, { bcryptCost: 5 });
  await server.login("alice");
});

Deno.test("serve() stores neither passwords nor tokens as they are", async () => {
  using folder = new TemporaryFolder();
  let token = "";
  {
    await using server = await startServer(folder);
    token = String((await server.register("alice")).answer["token"]);
  }
  for (const { name } of Deno.readDirSync(folder.path)) {
    const bytes = Deno.readFileSync(`${folder.path}/${name}`);
    const text = new TextDecoder("latin1").decode(bytes);
    assert.ok(!text.includes(token) && !text.includes(PASSWORD), name);
  }
});

Deno.test("serve() forgets a session that nobody used for 90 days", async () => {
  using folder = new TemporaryFolder();
  let nowMs = Date.parse("2026-01-01T00:00:00Z");
  const now = () => nowMs;
  await using server = await startServer(folder, { now });
  const alice = await server.register("alice");
  const { token } = alice.answer;
  const client = await server.connect();

  nowMs += 89 * 24 * 60 * 60 * 1_000;
  assert.equal((await client.request("login", { token }))["ok"], true);
  nowMs += 89 * 24 * 60 * 60 * 1_000;
  assert.equal((await client.request("login", { token }))["ok"], true);
  nowMs += 91 * 24 * 60 * 60 * 1_000;
  assert.equal((await client.request("login", { token }))["error"], "bad_credentials");
});

Deno.test("login() is answered before any event, also when many come at once", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const tokens: unknown[] = [];
  for (let index = 0; index < 12; index++) {
    tokens.push((await server.register(`user-${index}`)).answer["token"]);
  }
  for (let round = 0; round < 5; round++) {
    const clients = await Promise.all(tokens.map(() => server.connect()));
    await Promise.all(
      clients.map((client, index) => client.request("login", { token: tokens[index] })),
    );
    for (const client of clients) assert.equal(client.lines[1]?.["ok"], true);
    await Promise.all(clients.map((client) => client.request("exit")));
  }
});

Deno.test("register() of a hundred at once from one address is granted without limits", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  await Promise.all(Array.from({ length: 100 }, (_, index) => server.register(`crowd-${index}`)));
});
