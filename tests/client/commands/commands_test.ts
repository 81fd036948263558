/** The commands of the line client against a server that answers as it is told. */
import assert from "node:assert/strict";
import { join } from "node:path";
import { ClientProcess } from "../../support/client_process.ts";
import { FakeServer } from "../../support/fake_server.ts";
import { answering, as, asked, type Fields, play } from "../../support/play.ts";

const GENERAL = { room: "general" };
const TIME = "2026-11-20T17:04:00.000Z";

Deno.test("/edit, /delete and /react speak of messages by how far back they are", async () => {
  await using server = await FakeServer.start();
  const { code, stderr, stdout } = await play(server, [
    "one",
    "two",
    "/edit 2 :tada: uno",
    "/edit dos",
    "/react 1 :+1:",
    "/unreact 2 👍",
    "/delete 2",
    "/delete 2",
  ]);
  assert.equal(
    stdout,
    "alice: one\nalice: two\n* alice edited: 🎉 uno\n* alice edited: dos\n" +
      "* alice reacted 👍 to: dos\n* alice took back 👍 from: 🎉 uno\n" +
      "* alice deleted a message (🎉 uno)\n",
  );
  const [one, two] = server.messages.map(({ id }) => id);
  assert.deepEqual(asked(server, "edit"), [{ id: one, text: "🎉 uno" }, { id: two, text: "dos" }]);
  assert.deepEqual(asked(server, "react"), [
    { id: two, emoji: "👍" },
    { id: one, emoji: "👍", remove: true },
  ]);
  assert.deepEqual(asked(server, "delete"), [{ id: one }]);
  assert.match(stderr, /Line 8 .*no such message of yours in what was shown of #general/);
  assert.equal(code, 1);
});

Deno.test("/reply and /me print who is answered and what is done", async () => {
  await using server = await FakeServer.start();
  const bob = server.publish("bob", "shall we?\nor not", GENERAL);
  const { code, stdout } = await play(
    server,
    ["/reply 1 yes: `:+1:`", "/me waves", "/messages"],
    "--history",
    "1",
  );
  assert.equal(
    stdout,
    "bob: shall we?\n    or not\n  ↳ bob: shall we?…\nalice: yes: `:+1:`\n* alice waves\n" +
      "* 3  17:00 bob: shall we?…\n* 2  17:00 alice: yes: `:+1:`\n* 1  17:00 * alice waves\n",
  );
  assert.equal(server.messages[1]?.reply_to, bob.id);
  assert.equal(server.messages[2]?.me, true);
  assert.equal(code, 0);
});

Deno.test("line client prints what others change, where and of whom", async () => {
  await using server = await FakeServer.start();
  await using client = new ClientProcess(as("alice", server));
  await server.untilRequests("ignored");
  const here = server.publish("bob", "first", GENERAL);
  const there = server.publish("bob", "elsewhere", { room: "ops" });
  const secret = server.publish("bob", "psst", { to: "alice" });
  server.change(here, "bob", { event: "edited", text: "second\u001b[2J\nline" });
  server.change(there, "carol", { event: "deleted" });
  server.change(secret, "bob", { event: "reacted", emoji: "🎉" });
  server.change({ ...here, id: 99 }, "bob", { event: "edited", text: "who knows" });
  await client.until("who knows");
  await client.endInput();
  assert.equal(
    (await client.result()).stdout,
    "bob: first\n#ops bob: elsewhere\nbob -> you: psst\n" +
      "* bob edited: second\ufffd[2J\n    line\n* #ops carol deleted a message of bob from 17:00\n" +
      "* (private) bob reacted 🎉 to: psst\n* bob edited an earlier message: who knows\n",
  );
});

Deno.test("a client that comes back shows how messages have changed meanwhile, and nothing twice", async () => {
  await using server = await FakeServer.start();
  await using client = new ClientProcess(as("alice", server));
  await server.untilRequests("ignored");
  const one = server.publish("bob", "one", GENERAL);
  const two = server.publish("bob", "two", GENERAL);
  const three = server.publish("bob", "three", GENERAL);
  await client.until("three");
  server.cutAll();
  server.change(one, "bob", { event: "edited", text: "uno" });
  server.change(two, "bob", { event: "deleted" });
  server.change(three, "bob", { event: "reacted", emoji: "👍" });
  server.publish("bob", "four", GENERAL);
  await client.until("four");
  await client.until("Connected again", "stderr");
  await server.untilRequests("ignored", 2);
  const five = server.publish("bob", "five", GENERAL);
  server.change(five, "bob", { event: "edited", text: "cinco" });
  await client.until("cinco");
  await client.endInput();
  assert.equal(
    (await client.result()).stdout,
    "bob: one\nbob: two\nbob: three\nbob: four\n* bob edited: uno\n" +
      "* a message of bob from 17:00 was deleted\nbob: five\n* bob edited: cinco\n",
  );
});

Deno.test("line client goes from room to room, and its lines with it", async () => {
  await using server = await FakeServer.start();
  const { code, stderr, stdout } = await play(server, [
    "/join #Ops",
    "in ops",
    "/room general",
    "in general",
    "/create #lab invite-only Try things out",
    "in lab",
    "/room @bob",
    "to bob",
    "/switch #ops",
    "/part",
    "back in general",
    "/room nowhere",
    "/delete-room",
  ]);
  assert.equal(
    stdout,
    "* now in #ops\nalice: in ops\n* now in #general\nalice: in general\n* now in #lab\n" +
      "alice: in lab\n* now in @bob\nyou -> bob: to bob\n* now in #ops\n" +
      "* you left #ops for good\n* now in #general\nalice: back in general\n",
  );
  assert.deepEqual(server.messages.map(({ room, to }) => room ?? to), [
    "ops",
    "general",
    "lab",
    "bob",
    "general",
  ]);
  assert.deepEqual(asked(server, "create"), [
    { room: "lab", visibility: "invite_only", topic: "Try things out" },
  ]);
  assert.match(stderr, /Line 12 .*You are not in #nowhere; join it with \/join #nowhere/);
  assert.match(stderr, /Line 13 .*if you mean it, type: \/delete-room #general/);
  assert.equal(code, 1);
});

Deno.test("line client follows a room that is renamed, and stays where it is when removed", async () => {
  await using server = await FakeServer.start();
  await using client = new ClientProcess(as("alice", server));
  await server.untilRequests("ignored");
  const common = { room: "general", by: "bob", time: TIME };
  server.announce({ event: "renamed", ...common, name: "all" });
  await client.until("renamed");
  await client.type("hello\n");
  await client.until("alice: hello");
  server.announce({ event: "topic", ...common, room: "all", topic: "News" });
  server.announce({ event: "role", ...common, room: "all", username: "carol", role: "moderator" });
  server.announce({ event: "left", ...common, room: "all", username: "alice", reason: "removed" });
  await client.until("removed");
  await client.type("again\n");
  await server.untilRequests("say", 2);
  await client.endInput();
  assert.equal(
    (await client.result()).stdout,
    "* bob renamed #general to #all\nalice: hello\n* bob set the topic: News\n" +
      "* carol is now moderator (by bob)\n* you were removed from #all by bob\nalice: again\n",
  );
  assert.deepEqual(asked(server, "say").map(({ room }) => room), ["all", "all"]);
});

Deno.test("line client asks for what moderators do", async () => {
  await using server = await FakeServer.start();
  const { code, stdout } = await play(server, [
    "/topic New things",
    "/invite bob",
    "/role bob read-only",
    "/rename #all",
  ]);
  assert.equal(stdout, "* bob is invited to #general\n");
  assert.deepEqual(asked(server, "topic"), [{ room: "general", topic: "New things" }]);
  assert.deepEqual(asked(server, "role"), [
    { room: "general", username: "bob", role: "read_only" },
  ]);
  assert.deepEqual(asked(server, "rename"), [{ room: "general", name: "all" }]);
  assert.equal(code, 0);
});

Deno.test("/rooms, /members and /topic print rooms in one line each, harmlessly", async () => {
  await using server = await FakeServer.start();
  const room = { visibility: "public", members: 3, online: 1 };
  answering(server, {
    rooms: {
      rooms: [
        { ...room, room: "dev", topic: "" },
        {
          ...room,
          room: "general",
          topic: "a\u001b[2J",
          role: "owner",
          visibility: "invite_only",
          last_activity: TIME,
        },
      ],
      more: false,
    },
    unread: { conversations: [{ room: "general", read_id: 1, unread: 2, mentions: 1 }] },
    members: {
      members: [
        { username: "alice", role: "owner", online: true },
        { username: "bob", role: "read_only", online: false },
      ],
      more: false,
    },
    topic: { topic: "News", topic_by: "bob", topic_time: TIME },
  });
  const { stdout } = await play(server, ["/rooms", "/members", "/topic", "/unread"]);
  assert.equal(
    stdout,
    "* #general: 3 people, 1 online, invite-only, last message 2026-11-20 17:04, you are owner, " +
      "2 unread, 1 mention; topic: a\ufffd[2J\n" +
      "* #dev: 3 people, 1 online, not joined\n" +
      "* owner: alice\n* read-only: bob (offline)\n" +
      "* topic of #general: News (bob, 2026-11-20 17:04)\n" +
      "* #general: 2 unread, 1 mention\n",
  );
});

Deno.test("/search prints what was found with the match marked, and /more goes on", async () => {
  await using server = await FakeServer.start();
  server.intercept = ({ action, before }) =>
    action !== "search" ? undefined : {
      ok: true,
      more: before === undefined,
      results: [{
        id: before === undefined ? 50 : 7,
        from: "bob",
        text: "it is green",
        time: TIME,
        room: "ops",
        snippet: ["it is ", "green", "\u001b[2J"],
      }],
    };
  const { code, stdout } = await play(server, ["/search green from:bob", "/more", "/more"]);
  const line = "* 2026-11-20 17:04 #ops bob: it is *green*\ufffd[2J\n";
  assert.equal(stdout, `${line}* /more shows earlier ones\n${line}`);
  assert.deepEqual(asked(server, "search"), [
    { query: "green from:bob", limit: 20 },
    { query: "green from:bob", limit: 20, before: 50 },
  ]);
  assert.equal(code, 1);
});

Deno.test("/history shows conversations, pages back with /more, and begins before a day", async () => {
  await using server = await FakeServer.start();
  for (const text of ["one", "two", "three"]) server.publish("bob", text, GENERAL);
  server.publish("bob", "secret", { to: "alice" });
  server.intercept = ({ action, date }) =>
    action === "history" && date !== undefined
      ? { ok: true, more: false, messages: server.messages.slice(1, 2) }
      : undefined;
  const { stdout } = await play(server, [
    "/history 2",
    "/more",
    "/more",
    "/history @bob",
    "/history before 2026-11-20",
  ]);
  assert.equal(
    stdout,
    "bob: two\nbob: three\nbob: one\n* there are no earlier messages in #general\n" +
      "bob -> you: secret\nbob: one\n",
  );
  assert.deepEqual(
    asked(server, "history").find(({ date }) => date !== undefined),
    { room: "general", date: "2026-11-20T00:00:00.000Z", limit: 1 },
  );
});

Deno.test("nothing of an ignored account is shown, from the login on", async () => {
  await using server = await FakeServer.start();
  server.publish("mallory", "old", GENERAL);
  answering(server, { ignored: { users: ["Mallory"] }, unignore: { users: [] } });
  await using client = new ClientProcess(as("alice", server, "--history", "9"));
  await server.untilRequests("history");
  const annoying = server.publish("mallory", "new", GENERAL);
  server.change(annoying, "mallory", { event: "edited", text: "newer" });
  server.announce({ event: "joined", room: "general", username: "mallory", time: TIME });
  server.publish("bob", "hello", GENERAL);
  await client.until("hello");
  server.announce({ event: "ignored", users: ["bob"] });
  server.publish("mallory", "better now", GENERAL);
  await client.until("better");
  await client.type("/unignore bob\n");
  await client.until("again");
  server.publish("bob", "me too", GENERAL);
  await client.until("me too");
  await client.endInput();
  assert.equal(
    (await client.result()).stdout,
    "bob: hello\nmallory: better now\n* you see the messages of bob again\nbob: me too\n",
  );
});

Deno.test("/whois, /profile, /away and /sessions say who and where people are", async () => {
  await using server = await FakeServer.start();
  answering(server, {
    whois: {
      username: "bob",
      display_name: "Bob\u202e",
      about: "",
      time_zone: "Nowhere/At_All",
      created: TIME,
      connections: 0,
      last_seen: TIME,
      rooms: ["general", "ops"],
    },
    sessions: {
      sessions: [
        { session: 4, device: "chat/1", address: "::1", used: TIME, current: true, online: true },
        { session: 9, device: "", address: "192.0.2.1", used: TIME, current: false, online: false },
      ],
    },
    revoke: { revoked: 1 },
  });
  const { code, stdout } = await play(server, [
    "/whois bob",
    "/profile zone Europe/Berlin",
    "/away lunch",
    "/back",
    "/sessions",
    "/revoke 2",
    "/revoke others",
  ]);
  assert.match(
    stdout,
    /^\* bob \(Bob\ufffd\)\n\* time zone: Nowhere\/At_All\n\* last seen 2026-11-20 17:04\n\* rooms you share: #general #ops\n\* account since 2026-11-20 17:04\n/,
  );
  assert.ok(
    stdout.endsWith(
      "* you are away; /back says that you are back\n* you are back\n" +
        "* 1: chat/1 from ::1 (this one)\n" +
        "* 2: unknown device from 192.0.2.1 (last used 2026-11-20 17:04)\n" +
        "* logged out: unknown device from 192.0.2.1 (last used 2026-11-20 17:04)\n" +
        "* 1 other device is logged out\n",
    ),
    stdout,
  );
  assert.deepEqual(asked(server, "profile"), [{ time_zone: "Europe/Berlin" }]);
  assert.deepEqual(asked(server, "away"), [{ reason: "lunch" }]);
  assert.deepEqual(asked(server, "revoke"), [{ session: 9 }, { others: true }]);
  assert.equal(code, 0);
});

Deno.test("/export writes all parts into a new file for nobody else, and into no old one", async () => {
  await using server = await FakeServer.start();
  const folder = await Deno.makeTempDir();
  try {
    const file = join(folder, "mine.json");
    server.intercept = ({ action, after }) =>
      action !== "export"
        ? undefined
        : after === undefined
        ? { ok: true, data: { username: "alice", messages: [1, 2] }, next: 2 }
        : { ok: true, data: { messages: [3] } };
    const first = await play(server, [`/export ${file}`]);
    assert.equal(first.stdout, `* everything of yours is in ${file} (2 parts)\n`);
    assert.deepEqual(JSON.parse(await Deno.readTextFile(file)), {
      username: "alice",
      messages: [1, 2, 3],
    });
    assert.equal(((await Deno.stat(file)).mode ?? 0) & 0o777, 0o600);
    const again = await play(server, [`/export ${file}`]);
    assert.match(again.stderr, /exists already and is left as it is/);
    assert.equal(again.code, 1);
    server.intercept = ({ action }) =>
      action === "export" ? { ok: false, error: "busy", message: "Later" } : undefined;
    const other = join(folder, "other.json");
    assert.equal((await play(server, [`/export ${other}`])).code, 1);
    await assert.rejects(Deno.stat(other), Deno.errors.NotFound);
  } finally {
    await Deno.remove(folder, { recursive: true });
  }
});

Deno.test("/password and /delete-account need a terminal", async () => {
  await using server = await FakeServer.start();
  const { code, stderr } = await play(server, ["/password", "/delete-account"]);
  assert.match(stderr, /Line 1 .*needs a terminal/);
  assert.match(stderr, /Line 2 .*needs a terminal/);
  assert.equal(code, 1);
});

for (const reason of ["revoked", "taken_over", "account_deleted"] as const) {
  Deno.test(`a client ends with 4 and does not come back when it is ${reason}`, async () => {
    await using server = await FakeServer.start();
    await using client = new ClientProcess(as("alice", server));
    await server.untilRequests("ignored");
    server.announce({ event: "closing", reason, message: "That was it" });
    server.cutAll();
    const { code, stderr } = await client.result();
    assert.match(stderr, /^chat: That was it; [^\n]+\n$/);
    assert.equal(code, 4);
    assert.equal(server.requestsFor("login").length, 1);
  });
}

Deno.test("--json takes commands as well, and prints events and answers as their lines only", async () => {
  await using server = await FakeServer.start();
  const { code, stderr, stdout } = await play(server, ["one", "/edit uno", "/messages"], "--json");
  const lines = stdout.trimEnd().split("\n").map((line) => JSON.parse(line) as Fields);
  assert.deepEqual(lines.filter(({ event }) => event !== undefined).map(({ event }) => event), [
    "hello",
    "message",
    "edited",
  ]);
  assert.match(stderr, /1 {2}17:00 alice: uno\n$/);
  assert.equal(code, 0);
});

Deno.test("/who, /members and /rooms follow the pages of their answers", async () => {
  await using server = await FakeServer.start();
  server.intercept = ({ action, after }) => {
    const isFirst = after === undefined;
    switch (action) {
      case "who":
        return { ok: true, users: [{ username: isFirst ? "alice" : "bob" }], more: isFirst };
      case "members": {
        const username = isFirst ? "alice" : "bob";
        return { ok: true, members: [{ username, role: "member", online: true }], more: isFirst };
      }
      case "rooms": {
        const room = isFirst ? "general" : "ops";
        const info = { room, members: 1, online: 1, visibility: "public", role: "member" };
        return { ok: true, rooms: [info], more: isFirst };
      }
      default:
        return undefined;
    }
  };
  const { code, stdout } = await play(server, ["/who", "/members", "/rooms"]);
  assert.equal(
    stdout,
    "* here: alice, bob\n* member: alice, bob\n" +
      "* #general: 1 person, 1 online\n* #ops: 1 person, 1 online\n",
  );
  assert.deepEqual(asked(server, "who"), [
    { room: "general" },
    { room: "general", after: "alice" },
  ]);
  assert.equal(code, 0);
});

Deno.test("line client quotes a message that it has not shown, keeps the order, asks once", async () => {
  await using server = await FakeServer.start();
  const old = server.publish("carol", "shall we?", GENERAL);
  const gone = server.publish("eve", "ignored", GENERAL);
  server.intercept = ({ action, around }) => {
    if (action === "ignored") return { ok: true, users: ["eve"] };
    if (action !== "history" || around === undefined) return undefined;
    return { ok: true, messages: server.messages.filter(({ id }) => id === around), more: false };
  };
  await using client = new ClientProcess(as("alice", server));
  await server.untilRequests("ignored");
  server.publish("bob", "yes", GENERAL, { reply_to: old.id });
  server.publish("bob", "right after", GENERAL);
  server.publish("bob", "let us", GENERAL, { reply_to: old.id });
  server.publish("bob", "to eve", GENERAL, { reply_to: gone.id });
  await client.until("to eve");
  await client.endInput();
  assert.equal(
    (await client.result()).stdout,
    "  ↳ carol: shall we?\nbob: yes\nbob: right after\n  ↳ carol: shall we?\nbob: let us\n" +
      "  ↳ an earlier message\nbob: to eve\n",
  );
  assert.deepEqual(asked(server, "history"), [
    { room: "general", around: old.id, limit: 1 },
    { room: "general", around: gone.id, limit: 1 },
  ]);
});

Deno.test("line client does not wait long for a quote, and not for many", async () => {
  await using server = await FakeServer.start();
  await using client = new ClientProcess(as("alice", server));
  await server.untilRequests("ignored");
  server.intercept = ({ action }) => action === "history" ? "ignore" : undefined;
  for (let index = 0; index < 30; index++) {
    server.publish("bob", `reply ${index}`, GENERAL, { reply_to: 1_000 + index });
  }
  await client.until("reply 29");
  assert.ok(server.requestsFor("history").length <= 10);
  await client.endInput();
  assert.equal((await client.result()).code, 0);
});
