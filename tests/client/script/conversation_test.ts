/** What the line client shows of rooms and people. */
import assert from "node:assert/strict";
import { ClientProcess } from "../../support/client_process.ts";
import { FakeServer } from "../../support/fake_server.ts";
import { answering, as, asked, play } from "../../support/play.ts";

const GENERAL = { room: "general" };
const TIME = "2026-11-20T17:04:00.000Z";

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
