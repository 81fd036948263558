/** What may be said: filters of the server and of rooms, asked of a real server. */
import assert from "node:assert/strict";
import { granted } from "../../../support/stage.ts";
import { registerOwner, registerStaff } from "../../../support/staff.ts";
import type { Line, TestClient } from "../../../support/test_client.ts";
import {
  PASSWORD,
  startServer,
  TemporaryFolder,
  type TestServer,
} from "../../../support/test_server.ts";

const WORD = { kind: "word", does: "refuse" };

/** The last message of a room as everybody reads it. */
async function lastText(client: TestClient, room = "general"): Promise<string> {
  const { messages } = await granted(client, "history", { room, limit: 1 });
  return messages[0]["text"];
}

/** Everything that stands in the staff's room. */
async function announcements(client: TestClient): Promise<string[]> {
  const { messages } = await granted(client, "history", { room: "moderation" });
  return messages.map(({ text }: Line) => text);
}

/** An owner, an admin, and two people without a role. */
async function cast(server: TestServer) {
  const owner = await registerOwner(server, "olga");
  const admin = await registerStaff(server, owner, { username: "adam", role: "admin" });
  const [alice, bob] = [await server.register("alice"), await server.register("bob")];
  return { owner, admin, alice, bob };
}

Deno.test("filter() with `refuse` keeps a word out of rooms and private messages, and of edits", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const { admin, alice } = await cast(server);
  const { id } = await granted(alice, "say", { text: "fine" });
  await granted(admin, "filter", { ...WORD, pattern: "Darn" });

  for (const goal of [{ room: "general" }, { to: "bob" }, { to: "newcomer" }]) {
    const refusal = await alice.request("say", { text: "ｄÁrn it", ...goal });
    assert.equal(refusal["error"], goal.to === "newcomer" ? "no_such_user" : "filtered");
    assert.ok(!/darn/i.test(refusal["message"]));
  }
  assert.equal((await alice.request("edit", { id, text: "darn" }))["error"], "filtered");
  await granted(alice, "say", { text: "darned" });
  assert.equal(await lastText(alice), "darned");
  // A refused first message leaves no conversation behind.
  const { conversations } = await granted(alice, "unread", {});
  assert.deepEqual(conversations.map((place: Line) => place["room"]), ["general"]);
  // Those who keep order speak of what they filter.
  await granted(admin, "say", { text: "who said darn?" });
});

Deno.test("filter() with `mask` stores and tells only stars", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder, { logMessages: true });
  const { admin, alice, bob } = await cast(server);
  await granted(admin, "filter", { ...WORD, pattern: "darn", does: "mask" });
  await granted(admin, "filter", {
    kind: "pattern",
    pattern: String.raw`@bob|\d{3}-\d{4}`,
    does: "mask",
  });

  const said = await granted(alice, "say", { text: "Darn, @bob, call 555-1234", nonce: "n" });
  assert.equal(said["masked"], true);
  for (const client of [alice, bob]) {
    const event = await client.event("message", ({ id }) => id === said["id"]);
    assert.equal(event["text"], "****, ****, call ********");
  }
  assert.equal(await lastText(bob), "****, ****, call ********");
  assert.equal((await granted(alice, "search", { query: "darn" }))["results"].length, 0);
  const { conversations } = await granted(bob, "unread", {});
  assert.equal(conversations[0]["mentions"], 0);
  await server.log.line(/MESSAGE #general alice: \*{4}, /);

  const edited = await granted(alice, "edit", { id: said["id"], text: "what the darn" });
  assert.equal(edited["masked"], true);
  const event = await bob.event("edited");
  assert.equal(event["text"], "what the ****");
  const secret = await granted(alice, "say", { text: "psst, darn", to: "bob" });
  assert.equal(secret["masked"], true);
  const plain = await granted(alice, "say", { text: "all is well" });
  assert.equal("masked" in plain, false);
  const repeated = await granted(alice, "say", { text: "Darn, @bob, call 555-1234", nonce: "n" });
  assert.equal(repeated["id"], said["id"]);
});

Deno.test("filter() with `flag` reports a message of a room to the staff, and no private one", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const { admin, alice } = await cast(server);
  const { filter } = await granted(admin, "filter", { ...WORD, pattern: "darn", does: "flag" });

  await granted(alice, "say", { text: "darn", to: "bob" });
  const { id } = await granted(alice, "say", { text: "oh darn" });
  assert.equal(await lastText(alice), "oh darn");
  const { reports } = await granted(admin, "reports", {});
  assert.equal(reports.length, 1);
  const { time: _time, ...report } = reports[0];
  assert.deepEqual(report, {
    report: 1,
    message: id,
    room: "general",
    from: "alice",
    text: "oh darn",
    by: "*server*",
    reason: `filter ${filter}`,
  });
  assert.match((await announcements(admin)).at(-1) ?? "", /flagged what alice wrote in #general/);

  // Somebody who goes on and on fills neither the queue nor the room.
  for (let times = 0; times < 40; times++) await alice.request("say", { text: "darn" });
  assert.equal((await granted(admin, "reports", {}))["reports"].length, 20);
});

Deno.test("filter() of a room with `flag` tells its moderators, and nothing to the staff's room", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const { admin, alice, bob } = await cast(server);
  await granted(alice, "create", { room: "ops" });
  await granted(bob, "join", { room: "ops" });
  await granted(alice, "filter", { ...WORD, pattern: "darn", does: "flag", room: "ops" });
  const before = await announcements(admin);
  const { id } = await granted(bob, "say", { room: "ops", text: "fine" });
  await granted(bob, "edit", { id, text: "darn" });
  assert.deepEqual(await alice.event("notice"), {
    event: "notice",
    text: `Message ${id} in #ops was reported (report 1)`,
    code: "reported",
    room: "ops",
    message: id,
    report: 1,
  });
  assert.deepEqual(await announcements(admin), before);
  for (const client of [alice, admin]) {
    const { reports } = await granted(client, "reports", {});
    assert.deepEqual(reports.map(({ message }: Line) => message), [id]);
  }
});

Deno.test("what the own filter of a private room has flagged stays in there, also when it is resolved", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const { admin, alice, bob } = await cast(server);
  const den = { room: "den" };
  await granted(alice, "create", { ...den, visibility: "private" });
  await granted(alice, "invite", { ...den, username: "bob" });
  await granted(bob, "join", den);
  await granted(alice, "filter", { ...WORD, pattern: "darn", does: "flag", ...den });
  const before = await announcements(admin);
  const { id } = await granted(bob, "say", { ...den, text: "darn" });
  const { report } = await alice.event("notice");
  assert.deepEqual((await granted(admin, "reports", {}))["reports"], []);
  assert.equal((await admin.request("reports", den))["error"], "no_such_room");
  assert.equal(
    (await admin.request("resolve_report", { report, note: "hm" }))["error"],
    "no_such_report",
  );
  const { reports } = await granted(alice, "reports", {});
  assert.deepEqual(reports.map(({ message }: Line) => message), [id]);
  await granted(alice, "resolve_report", { report, note: "darn is a strong word" });
  assert.deepEqual(await announcements(admin), before);
  // Of the staff, those who are in there see it as well.
  await granted(bob, "say", { ...den, text: "darn, again" });
  await granted(alice, "invite", { ...den, username: "adam" });
  await granted(admin, "join", den);
  assert.equal((await granted(admin, "reports", {}))["reports"].length, 1);
  await granted(admin, "part", den);
  await granted(alice, "delete_room", den);
  assert.deepEqual((await granted(admin, "reports", {}))["reports"], []);
});

Deno.test("filter() of a room with `flag` tells the staff that is in it, as in #general, which nobody owns", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const { admin, alice } = await cast(server);
  const rule = { ...WORD, pattern: "darn", does: "flag", room: "general" };
  await granted(admin, "filter", rule);
  const { id } = await granted(alice, "say", { text: "darn" });
  const { text } = await admin.event("notice");
  assert.equal(text, `Message ${id} in #general was reported (report 1)`);
});

Deno.test("filter() of a room acts there alone, and not on its moderators", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const { alice, bob } = await cast(server);
  await granted(alice, "create", { room: "ops" });
  await granted(bob, "join", { room: "ops" });
  await granted(alice, "filter", { ...WORD, pattern: "darn", room: "ops" });
  assert.equal((await bob.request("say", { room: "ops", text: "darn" }))["error"], "filtered");
  await granted(bob, "say", { room: "general", text: "darn" });
  await granted(bob, "say", { to: "alice", text: "darn" });
  await granted(alice, "say", { room: "ops", text: "darn" });
  await granted(alice, "role", { room: "ops", username: "bob", role: "moderator" });
  await granted(bob, "say", { room: "ops", text: "darn" });
});

Deno.test("filter() holds over a restart, patterns too, until unfilter() takes it away", async () => {
  using folder = new TemporaryFolder();
  const filters: Line[] = [];
  {
    await using server = await startServer(folder);
    const { admin, alice } = await cast(server);
    filters.push(await granted(admin, "filter", { ...WORD, pattern: "darn" }));
    filters.push(
      await granted(admin, "filter", { kind: "pattern", pattern: "sp+am", does: "refuse" }),
    );
    for (const text of ["darn", "SPPPAM"]) {
      assert.equal((await alice.request("say", { text }))["error"], "filtered");
    }
  }
  await using server = await startServer(folder);
  const [admin, alice] = [await server.login("adam"), await server.login("alice")];
  for (const text of ["darn", "SPPPAM"]) {
    assert.equal((await alice.request("say", { text }))["error"], "filtered");
  }
  const listed = await granted(admin, "filters", {});
  assert.deepEqual(
    listed["filters"].map(({ time: _time, ...filter }: Line) => filter),
    [
      { filter: 1, kind: "word", pattern: "darn", does: "refuse", by: "adam" },
      { filter: 2, kind: "pattern", pattern: "sp+am", does: "refuse", by: "adam" },
    ],
  );
  for (const { filter } of filters) await granted(admin, "unfilter", { filter });
  for (const text of ["darn", "SPPPAM"]) await granted(alice, "say", { text });
  const { entries } = await granted(admin, "audit", {});
  assert.deepEqual(
    entries.filter(({ action }: Line) => /filter/.test(action)).map((entry: Line) =>
      `${entry["by"]} ${entry["action"]} ${entry["detail"]}`
    ),
    [
      "adam unfilter filter 2: refuse pattern sp+am",
      "adam unfilter filter 1: refuse word darn",
      "adam filter filter 2: refuse pattern sp+am",
      "adam filter filter 1: refuse word darn",
    ],
  );
});

Deno.test("filter() that is there already gets another action and keeps its number", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const { admin, alice } = await cast(server);
  const first = await granted(admin, "filter", { ...WORD, pattern: "darn" });
  const second = await granted(admin, "filter", { ...WORD, pattern: "darn", does: "mask" });
  assert.equal(second["filter"], first["filter"]);
  assert.equal((await granted(alice, "say", { text: "darn" }))["masked"], true);
});

Deno.test("filter() refuses what cannot be found, is too large, or is one too many", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const { admin } = await cast(server);
  const bad: [string, string][] = [
    ["word", ""],
    ["word", "  "],
    ["word", "!?"],
    ["word", "x".repeat(65)],
    ["word", "a\nb"],
    ["pattern", "("],
    ["pattern", "(a+)+\\1"],
    ["pattern", "x*"],
    ["pattern", "(?:a{1,100}){1,10}b"],
    ["pattern", "x".repeat(257)],
  ];
  for (const [kind, pattern] of bad) {
    const { error, message } = await admin.request("filter", { kind, pattern, does: "refuse" });
    assert.equal(error, "bad_pattern", pattern);
    assert.ok(message.length > 20, message);
  }
  assert.deepEqual((await granted(admin, "filters", {}))["filters"], []);
  let refused: Line | undefined;
  for (let count = 0; refused === undefined; count++) {
    assert.ok(count < 100);
    const pattern = `w${count}${"x?".repeat(20)}y`;
    const answer = await admin.request("filter", { kind: "pattern", pattern, does: "mask" });
    if (answer["ok"] !== true) refused = answer;
  }
  assert.equal(refused["error"], "too_many_filters");
});

Deno.test("filter() is for admins, and for moderators of the room; others see none of it", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const { owner, admin, alice, bob } = await cast(server);
  const moderator = await registerStaff(server, owner, { username: "mona", role: "moderator" });
  await granted(alice, "create", { room: "den", visibility: "private" });
  const everywhere = await granted(admin, "filter", { ...WORD, pattern: "darn" });
  const inDen = await granted(alice, "filter", { ...WORD, pattern: "heck", room: "den" });

  assert.equal((await alice.request("filter", { ...WORD, pattern: "x1" }))["error"], "no_right");
  assert.equal(
    (await moderator.request("filter", { ...WORD, pattern: "x1" }))["error"],
    "no_right",
  );
  assert.equal((await bob.request("filters", {}))["error"], "no_right");
  assert.equal((await granted(moderator, "filters", {}))["filters"].length, 1);
  for (const client of [bob, moderator, admin, owner]) {
    assert.equal((await client.request("filters", { room: "den" }))["error"], "no_such_room");
    const { error } = await client.request("unfilter", { filter: inDen["filter"] });
    assert.equal(error, "no_such_filter");
  }
  for (const client of [bob, alice, moderator]) {
    const { error } = await client.request("unfilter", { filter: everywhere["filter"] });
    assert.equal(error, "no_such_filter");
  }
  await granted(alice, "unfilter", { filter: inDen["filter"] });
  await granted(owner, "unfilter", { filter: everywhere["filter"] });
});

Deno.test("filter() of the server acts on profiles and on why somebody is away", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const { admin, alice, bob } = await cast(server);
  await granted(alice, "profile", { about: "nice" });
  await granted(admin, "filter", { ...WORD, pattern: "darn" });
  await granted(admin, "filter", { ...WORD, pattern: "heck", does: "mask" });

  for (const fields of [{ display_name: "Darn" }, { about: "so darn nice" }]) {
    assert.equal((await alice.request("profile", fields))["error"], "filtered");
  }
  assert.equal((await alice.request("away", { reason: "darn it" }))["error"], "filtered");
  const profile = await granted(alice, "profile", { display_name: "What the heck" });
  assert.deepEqual([profile["display_name"], profile["about"]], ["What the ****", "nice"]);
  await granted(alice, "away", { reason: "heck, lunch" });
  assert.equal((await bob.event("presence"))["away"], "****, lunch");
  await granted(admin, "away", { reason: "darn" });
  assert.equal((await bob.event("presence"))["away"], "darn");
});

Deno.test("filter() of the server acts on the names of accounts and rooms", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const { admin, alice } = await cast(server);
  await granted(alice, "create", { room: "ops" });
  await granted(admin, "filter", { ...WORD, pattern: "darn" });
  await granted(admin, "filter", { kind: "pattern", pattern: "h[e3]ck", does: "mask" });
  await granted(admin, "filter", { ...WORD, pattern: "flagged", does: "flag" });

  for (const username of ["Darn", "the_darn-one", "h3cker"]) {
    const client = await server.connect();
    const refusal = await client.request("register", { username, password: PASSWORD });
    assert.equal(refusal["error"], "bad_username");
    assert.match(refusal["message"], /filters of this server/);
  }
  await server.register("darning");
  await server.register("flagged");
  assert.equal((await alice.request("create", { room: "so-darn" }))["error"], "bad_room_name");
  const renamed = await alice.request("rename", { room: "ops", name: "h3ck" });
  assert.equal(renamed["error"], "bad_room_name");
  await granted(admin, "create", { room: "darn-reports" });
});

Deno.test("filters() lists as many as there are, in pages", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder);
  const { admin } = await cast(server);
  const words = Array.from({ length: 450 }, (_, index) => `word${index}${"x".repeat(50)}`);
  await Promise.all(words.map((pattern) => granted(admin, "filter", { ...WORD, pattern })));
  const found: string[] = [];
  for (let after: number | undefined = 0; after !== undefined;) {
    const page: Line = await granted(admin, "filters", { after });
    found.push(...page["filters"].map(({ pattern }: Line) => pattern));
    after = page["more"] ? page["filters"].at(-1)["filter"] : undefined;
  }
  assert.deepEqual(found.sort(), words.sort());
});

Deno.test("filter() in a room is no way to hold up everybody else's messages", async () => {
  using folder = new TemporaryFolder();
  await using server = await startServer(folder, { now: () => 1_700_000_000_000 });
  const [alice, bob] = [await server.register("alice"), await server.register("bob")];
  await granted(alice, "create", { room: "slow" });
  await granted(bob, "join", { room: "slow" });
  await granted(alice, "filter", {
    kind: "pattern",
    pattern: "a.{94}b",
    does: "flag",
    room: "slow",
  });
  let seed = 12_345;
  const hardText = () =>
    Array.from({ length: 8_000 }, () => {
      seed = (Math.imul(seed, 1_103_515_245) + 12_345) & 0x7fff_ffff;
      return seed & 0x1_0000 ? "a" : "b";
    }).join("");
  const say = (client: TestClient) => client.request("say", { room: "slow", text: hardText() });

  const answers = await Promise.all(Array.from({ length: 100 }, () => say(bob)));

  const refusals = answers.filter(({ ok }) => !ok);
  assert.ok(refusals.length > 20, `${refusals.length} were refused`);
  assert.deepEqual(new Set(refusals.map(({ error }) => error)), new Set(["slow_down"]));
  assert.ok(refusals[0]?.["retry_after"] >= 1);
  // Nothing is looked for in what moderators of the room write.
  const ownAnswers = await Promise.all(Array.from({ length: 40 }, () => say(alice)));
  assert.ok(ownAnswers.every(({ ok }) => ok));
  await granted(bob, "say", { text: "elsewhere" });
});
