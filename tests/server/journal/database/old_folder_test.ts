/** A data folder that an older program left opens, has everything in it, and goes on. */
import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import { databasePath } from "../../../../server/journal/database/database.ts";
import { SCHEMA_VERSION } from "../../../../server/journal/database/schema.ts";
import { ok, refused } from "../../../support/requests.ts";
import type { Line } from "../../../support/test_client.ts";
import { startServer, TemporaryFolder } from "../../../support/test_server.ts";

/** The session of alice in the folder. */
const TOKEN = "BvgpcyT8A7fYtiSMbRe86k3PDhnD8y-CZxY9RviahiU";
/** A little after the last thing in it. */
const NOW_MS = Date.parse("2026-11-01T10:05:00Z");

/** Writes what a server of schema version 2 had stored: four people, two rooms, and what they did. */
function restore(folder: TemporaryFolder): void {
  using database = new DatabaseSync(databasePath(folder.path));
  database.exec(Deno.readTextFileSync(new URL("version_2.sql", import.meta.url)));
}

function textsOf(messages: readonly Line[]): unknown[] {
  return messages.map(({ from, text }) => `${from}: ${text}`);
}

Deno.test("serve() opens a folder of schema version 2 with everything that is in it", async () => {
  using folder = new TemporaryFolder();
  restore(folder);
  await using server = await startServer(folder, { now: () => NOW_MS });
  const alice = await server.connect();
  const login = await ok(alice, "login", { token: TOKEN });
  assert.deepEqual([login["role"], login["rooms"]], ["owner", ["den", "general", "moderation"]]);
  const bob = await server.login("bob");
  const dave = await server.login("dave");

  const { messages } = await ok(alice, "history", { room: "general" });
  assert.deepEqual(textsOf(messages), [
    "alice: hello world",
    "bob: waves at @alice",
    "bob: an answer",
    "carol: before",
    "carol: ",
  ]);
  const [hello, waves, answer, edited, deleted] = messages;
  assert.deepEqual(hello.reactions, [{ emoji: "👍", count: 1, users: ["bob"] }]);
  assert.deepEqual([waves.kind, waves.me], ["action", true]);
  assert.equal(answer.reply_to, hello.id);
  assert.equal(deleted.deleted, true);
  const { texts } = await ok(alice, "edits", { id: edited.id });
  assert.deepEqual(texts.map(({ text }: Line) => text), ["befor"]);
  assert.deepEqual(textsOf((await ok(alice, "history", { with: "carol" }))["messages"]), [
    "carol: just for you",
  ]);
  assert.deepEqual(textsOf((await ok(alice, "history", { room: "den" }))["messages"]), [
    "alice: in the den",
  ]);
  assert.equal((await ok(alice, "whois", { username: "alice" }))["display_name"], "Alice A.");
  // Of what an owner wrote a moderator sees nothing; other owners do.
  assert.deepEqual((await ok(bob, "reports"))["reports"], []);
  await ok(alice, "grant", { username: "bob", role: "owner" });
  const [report] = (await ok(bob, "reports"))["reports"];
  assert.deepEqual([report.message, report.text, report.reason], [
    hello.id,
    "hello world",
    "a test",
  ]);
  const [mute] = (await ok(bob, "measures"))["measures"];
  assert.deepEqual([mute.kind, mute.username, mute.reason], ["mute", "dave", "too loud"]);
  assert.equal(await refused(dave, "say", { text: "may I?" }), "muted");
  assert.deepEqual(await ok(dave, "ignored").then(({ users }) => users), ["bob"]);
  const { results } = await ok(alice, "search", { query: "answer" });
  assert.deepEqual(textsOf(results), ["bob: an answer"]);
  assert.equal((await ok(alice, "invite_codes"))["codes"].length, 1);
});

Deno.test("serve() goes on in a folder of schema version 2 where it ended", async () => {
  using folder = new TemporaryFolder();
  restore(folder);
  {
    await using server = await startServer(folder, { now: () => NOW_MS });
    const alice = await server.connect();
    const { last_id: lastId } = await ok(alice, "login", { token: TOKEN });
    const again = await ok(alice, "say", { text: "hello world", nonce: "n1" });
    assert.equal(again["id"], 3, "its nonces are known");
    const carol = await server.login("carol");
    const said = await ok(carol, "say", { text: "darn, it works" });
    assert.equal(said["masked"], true);
    assert.equal(said["id"], lastId + 1);
    const eve = await server.register("eve");
    await ok(eve, "say", { text: "new here" });
    await ok(alice, "delete", { id: 3 });
  }
  await using server = await startServer(folder, { now: () => NOW_MS });
  const eve = await server.login("eve");
  const { messages } = await ok(eve, "history");
  assert.deepEqual(textsOf(messages).slice(-2), ["carol: ****, it works", "eve: new here"]);
  using database = new DatabaseSync(databasePath(folder.path), { readOnly: true });
  const version = database.prepare("PRAGMA user_version").get()?.["user_version"];
  assert.equal(version, SCHEMA_VERSION);
  assert.equal(database.prepare("PRAGMA integrity_check").get()?.["integrity_check"], "ok");
});
