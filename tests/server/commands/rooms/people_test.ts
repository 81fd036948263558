/** Presence, profiles, ignoring, sessions, passwords and the end of an account, over real sockets. */
import assert from "node:assert/strict";
import { ok, refused } from "../../../support/requests.ts";
import type { Line } from "../../../support/test_client.ts";
import { PASSWORD, startServer, TemporaryFolder } from "../../../support/test_server.ts";

Deno.test("away() and back() are seen by those who share a room", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const alice = await server.register("alice");
  const bob = await server.register("bob");

  await ok(alice, "away", { reason: "lunch" });
  const gone = await bob.event("presence");
  assert.deepEqual([gone["username"], gone["away"]], ["alice", "lunch"]);
  const { users } = await ok(bob, "who", { room: "general" });
  assert.deepEqual(users[0], { username: "alice", connections: 1, away: "lunch" });
  await ok(alice, "back");
  assert.equal((await bob.event("presence"))["away"], null);
  await ok(alice, "back");
  assert.equal(await refused(alice, "away", { reason: "x".repeat(201) }), "bad_field");
  await ok(bob, "ping");
  assert.equal(bob.lines.filter((line) => line["event"] === "presence").length, 2);
});

Deno.test("typing() is told to the room or to one account, not too often, and never stored", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const alice = await server.register("alice");
  const bob = await server.register("bob");

  await ok(alice, "typing", { room: "general" });
  assert.equal((await bob.event("typing"))["room"], "general");
  await ok(alice, "typing", { to: "bob" });
  assert.deepEqual(await bob.event("typing"), {
    event: "typing",
    with: "alice",
    username: "alice",
  });
  for (let count = 0; count < 20; count++) await ok(alice, "typing", { room: "general" });
  await ok(bob, "ping");
  assert.ok(bob.lines.filter((line) => line["event"] === "typing").length < 6);
  assert.equal(await refused(alice, "typing", { room: "nowhere" }), "no_such_room");
  assert.equal(await refused(alice, "typing", {}), "bad_field");
  assert.equal((await ok(bob, "poll", { last_id: 0 }))["last_id"], 0);
});

Deno.test("profile() and whois() tell who somebody is and when they were there", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const alice = await server.register("alice");
  const bob = await server.register("bob");

  const set = await ok(alice, "profile", { display_name: "Alice L.", time_zone: "europe/berlin" });
  assert.deepEqual(
    [set["display_name"], set["about"], set["time_zone"]],
    ["Alice L.", "", "Europe/Berlin"],
  );
  await ok(alice, "profile", { about: "runs the builds" });
  await ok(alice, "away", { reason: "lunch" });
  const online = await ok(bob, "whois", { username: "ALICE" });
  assert.deepEqual(
    [online["username"], online["about"], online["connections"], online["away"], online["rooms"]],
    ["alice", "runs the builds", 1, "lunch", ["general"]],
  );
  assert.equal(online["last_seen"], undefined);
  alice.close();
  await bob.event("left");
  const offline = await ok(bob, "whois", { username: "alice" });
  assert.deepEqual([offline["connections"], offline["away"]], [0, undefined]);
  assert.match(offline["last_seen"], /^\d{4}-/);

  assert.equal(await refused(bob, "whois", { username: "nobody" }), "no_such_user");
  assert.equal(await refused(bob, "profile", { time_zone: "Mars/Olympus" }), "bad_field");
  assert.equal(await refused(bob, "profile", { about: "\u001b[31m" }), "bad_field");
});

Deno.test("ignore() keeps a list on the server for all devices", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const alice = await server.register("alice");
  await server.register("Bob");
  const phone = await server.login("alice");

  assert.deepEqual((await ok(alice, "ignore", { username: "bob" }))["users"], ["Bob"]);
  assert.deepEqual((await phone.event("ignored"))["users"], ["Bob"]);
  assert.deepEqual((await ok(phone, "ignored"))["users"], ["Bob"]);
  assert.deepEqual((await ok(phone, "unignore", { username: "BOB" }))["users"], []);
  assert.equal(await refused(alice, "ignore", { username: "nobody" }), "no_such_user");
  assert.equal(await refused(alice, "ignore", { username: "ALICE" }), "bad_field");
});

Deno.test("sessions() lists one's devices and revoke() ends them at once", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const laptop = await server.register("alice");
  const phone = await server.connect();
  await ok(phone, "login", { username: "alice", password: PASSWORD, device: "phone\u001b[31m" });
  const tablet = await server.login("alice");

  const { sessions } = await ok(laptop, "sessions");
  assert.deepEqual(
    sessions.map((session: Line) => [session["session"], session["current"], session["online"]])
      .sort(),
    [[1, true, true], [2, false, true], [3, false, true]],
  );
  const listed = sessions.find((session: Line) => session["session"] === 2);
  assert.deepEqual([listed["device"], listed["address"]], ["phone\ufffd[31m", "127.0.0.1"]);

  assert.equal((await ok(laptop, "revoke", { session: 2 }))["revoked"], 1);
  assert.equal((await phone.event("closing"))["reason"], "revoked");
  await phone.ended;
  assert.equal(await refused(laptop, "revoke", { session: 2 }), "no_such_session");
  assert.equal(await refused(laptop, "revoke", {}), "bad_field");
  assert.equal((await ok(laptop, "revoke", { others: true }))["revoked"], 1);
  await tablet.event("closing");
  const client = await server.connect();
  assert.equal(
    await refused(client, "login", { token: tablet.answer["token"] }),
    "bad_credentials",
  );
  await ok(laptop, "ping");
});

Deno.test("revoke() cannot reach the sessions of others", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  await server.register("alice");
  const bob = await server.register("bob");
  assert.equal(await refused(bob, "revoke", { session: 1 }), "no_such_session");
});

Deno.test("password() needs the old one and ends the other sessions", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const alice = await server.register("alice");
  const phone = await server.login("alice");
  const next = "another horse 8";

  const change = (old_password: string, password: string) => ({ old_password, password });
  assert.equal(await refused(alice, "password", change("wrong one", next)), "bad_credentials");
  assert.equal(await refused(alice, "password", change(PASSWORD, "password")), "bad_password");
  assert.equal(await refused(alice, "password", change(PASSWORD, "short")), "bad_password");
  await ok(alice, "password", change(PASSWORD, next));
  assert.equal((await phone.event("closing"))["reason"], "revoked");
  await ok(alice, "ping");

  const client = await server.connect();
  assert.equal(
    await refused(client, "login", { username: "alice", password: PASSWORD }),
    "bad_credentials",
  );
  await ok(client, "login", { username: "alice", password: next });
});

Deno.test("export() brings everything that is one's own, in parts", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const alice = await server.register("alice");
  const bob = await server.register("bob");
  for (let index = 0; index < 20; index++) {
    await ok(alice, "say", { text: `${index} ${"x".repeat(8_000)}` });
  }
  await ok(bob, "say", { text: "not hers" });
  await ok(alice, "say", { text: "to bob", to: "bob" });
  await ok(alice, "ignore", { username: "bob" });

  const parts: Line[] = [];
  for (let after: number | undefined = 0; after !== undefined;) {
    const part: Line = await ok(alice, "export", { after });
    parts.push(part["data"]);
    after = part["next"];
  }
  assert.deepEqual([parts[0]?.["account"]["username"], parts[0]?.["ignored"]], ["alice", ["bob"]]);
  const messages = parts.flatMap((part) => part["messages"] ?? []);
  assert.equal(messages.length, 21);
  assert.ok(messages.every((message) => message["from"] === "alice"));
  assert.ok(parts.length > 3);
  assert.ok(!JSON.stringify(parts).includes("token"));
});

for (const messages of ["keep", "remove"] as const) {
  Deno.test(`delete_account() with "${messages}" does so, and rests the name`, async () => {
    using folder = new TemporaryFolder();
    let nowMs = Date.parse("2026-01-01T00:00:00Z");
    const now = () => nowMs;
    {
      await using server = await startServer(folder, { now });
      const alice = await server.register("alice");
      const phone = await server.login("alice");
      const bob = await server.register("bob");
      const { id } = await ok(alice, "say", { text: "I was here" });
      await ok(bob, "react", { id, emoji: "👋" });
      await ok(alice, "create", { room: "ops" });
      await ok(bob, "join", { room: "ops" });
      await ok(alice, "create", { room: "alone", visibility: "private" });
      const last = { password: PASSWORD, messages };
      assert.equal(
        await refused(alice, "delete_account", { ...last, password: "wrong one" }),
        "bad_credentials",
      );
      assert.equal(await refused(alice, "delete_account", last), "last_owner");
      await ok(alice, "role", { room: "ops", username: "bob", role: "owner" });

      await ok(alice, "delete_account", last);

      for (const device of [alice, phone]) {
        assert.equal((await device.event("closing"))["reason"], "account_deleted");
      }
      await bob.event("left", (line) => line["username"] === "alice" && line["room"] === "general");
      const [message] = (await ok(bob, "history"))["messages"];
      assert.deepEqual(
        [message["from"], message["text"], message["deleted"]],
        messages === "keep"
          ? ["deleted user", "I was here", undefined]
          : ["deleted user", "", true],
      );
      assert.equal(await refused(bob, "whois", { username: "alice" }), "no_such_user");
      await ok(bob, "create", { room: "alone" });
      assert.equal(await refused(bob, "say", { to: "alice", text: "?" }), "no_such_user");
      const client = await server.connect();
      const password = PASSWORD;
      assert.equal(
        await refused(client, "login", { username: "alice", password }),
        "bad_credentials",
      );
      assert.equal(
        await refused(client, "login", { token: phone.answer["token"] }),
        "bad_credentials",
      );
      assert.equal(
        await refused(client, "register", { username: "Alice", password }),
        "name_taken",
      );
      nowMs += 31 * 24 * 60 * 60 * 1_000;
    }
    await using server = await startServer(folder, { now });
    const alice = await server.register("alice");
    assert.deepEqual((await ok(alice, "export"))["next"], undefined);
  });
}

Deno.test("what accounts wrote that are gone is read under one name, and can be marked as read", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const alice = await server.register("alice");
  const eve = await server.register("eve");
  const place = { with: "deleted user" };
  assert.deepEqual((await ok(alice, "history", place))["messages"], []);
  const ids: number[] = [];
  for (const username of ["bob", "carol"]) {
    const other = await server.register(username);
    for (const text of ["one", "two"]) {
      ids.push((await ok(other, "say", { to: "alice", text: `${text} of ${username}` }))["id"]);
    }
    await ok(other, "delete_account", { password: PASSWORD, messages: "keep" });
  }

  const textsOf = async (client: typeof alice, fields: Line = {}) => {
    const { messages, more } = await ok(client, "history", { ...place, ...fields });
    return [...messages.map(({ text }: Line) => text), more];
  };
  assert.deepEqual(await textsOf(alice), [
    "one of bob",
    "two of bob",
    "one of carol",
    "two of carol",
    false,
  ]);
  assert.deepEqual(await textsOf(alice, { before: ids[3], limit: 2 }), [
    "two of bob",
    "one of carol",
    true,
  ]);
  assert.deepEqual(await textsOf(alice, { after: ids[0], limit: 2 }), [
    "two of bob",
    "one of carol",
    true,
  ]);
  assert.deepEqual(await textsOf(alice, { around: ids[2], limit: 2 }), [
    "one of carol",
    "two of carol",
    false,
  ]);
  assert.deepEqual(await textsOf(eve), [false]);

  const listed = async () =>
    (await ok(alice, "unread"))["conversations"].filter((entry: Line) => "with" in entry);
  assert.deepEqual(await listed(), [
    { ...place, read_id: 0, first_unread: ids[0], unread: 4, mentions: 0 },
  ]);
  const { unread } = await ok(alice, "read", { ...place, id: ids[2] });
  assert.equal(unread, 1);
  assert.equal((await listed())[0]["first_unread"], ids[3]);
  assert.equal((await ok(alice, "read", { ...place, id: ids[3] }))["unread"], 0);
  assert.equal(await refused(alice, "say", { to: "deleted user", text: "?" }), "no_such_user");
});

Deno.test("--sessions-per-user 1 refuses a second login, and lets a session come back", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder, { sessionsPerUser: 1 });
  const alice = await server.register("alice");
  const second = await server.connect();

  const login = { username: "alice", password: PASSWORD };
  assert.equal(await refused(second, "login", login), "already_connected");
  assert.equal((await ok(alice, "sessions"))["sessions"].length, 1);
  await ok(alice, "login", { token: alice.answer["token"] });

  // The same session on another connection: the first one may be dead without knowing it.
  await ok(second, "login", { token: alice.answer["token"] });
  assert.equal((await alice.event("closing"))["reason"], "taken_over");
  await alice.ended;
  await ok(second, "exit");
  const third = await server.connect();
  await ok(third, "login", login);
});

Deno.test("--session-conflict takeover closes the oldest", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder, {
    sessionsPerUser: 2,
    sessionConflict: "takeover",
  });
  const first = await server.register("alice");
  const second = await server.login("alice");
  const third = await server.login("alice");

  assert.equal((await first.event("closing"))["reason"], "taken_over");
  await first.ended;
  await ok(second, "ping");
  await ok(third, "ping");
});

Deno.test("revoke() also ends logins that are on their way at that moment", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const owner = await server.register("alice");
  const tokens: unknown[] = [];
  for (let index = 0; index < 4; index++) {
    tokens.push((await server.login("alice")).answer["token"]);
  }
  for (let round = 0; round < 5; round++) {
    const devices = await Promise.all(tokens.map(() => server.connect()));
    const logins = devices.map((device, index) =>
      device.request("login", { token: tokens[index] }).catch(() => ({ ok: false }))
    );
    await ok(owner, "revoke", { others: true });
    await Promise.all(logins);
    for (const device of devices) {
      const answer = await device.request("say", { text: "still here" }).catch(() => ({
        ok: false,
      }));
      assert.notEqual(answer["ok"], true);
    }
    tokens.length = 0;
    for (let index = 0; index < 4; index++) {
      tokens.push((await server.login("alice")).answer["token"]);
    }
  }
});

Deno.test("login() of one session too many ends the one that was not used longest", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const first = await server.register("alice");
  const client = await server.connect();
  const login = { username: "alice", password: PASSWORD };
  for (let count = 0; count < 100; count++) await ok(client, "login", login);

  assert.equal((await first.event("closing"))["reason"], "revoked");
  assert.equal((await ok(client, "sessions"))["sessions"].length, 100);
});

Deno.test("delete_account() leaves other devices nothing that they could still do", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const watcher = await server.register("watcher");
  for (let round = 0; round < 5; round++) {
    const name = `ghost-${round}`;
    const first = await server.register(name);
    const second = await server.login(name);
    const deleted = first.request("delete_account", { password: PASSWORD, messages: "keep" });
    const tries = ["create", "join", "say"].map((action) =>
      second.request(action, { room: action === "create" ? `of-${name}` : "general", text: "boo" })
        .catch(() => ({ ok: false }))
    );
    await Promise.all([deleted, ...tries]);
    await second.ended;
  }
  const { members } = await ok(watcher, "members", { room: "general" });
  assert.deepEqual(members.map((member: Line) => member["username"]), ["watcher"]);
});

Deno.test("--sessions-per-user 1 leaves no session of a refused login behind", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder, { sessionsPerUser: 1 });
  const alice = await server.register("alice");
  await ok(alice, "exit");
  const devices = await Promise.all(Array.from({ length: 6 }, () => server.connect()));
  const login = { username: "alice", password: PASSWORD };
  const answers = await Promise.all(devices.map((device) => device.request("login", login)));
  const winner = devices[answers.findIndex((answer) => answer["ok"] === true)];
  assert.ok(winner !== undefined);
  assert.equal(answers.filter((answer) => answer["error"] === "already_connected").length, 5);
  await ok(winner, "ping");
  // The first session, which has left, and the one that is connected.
  assert.equal((await ok(winner, "sessions"))["sessions"].length, 2);
});
