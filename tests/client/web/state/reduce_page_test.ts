import assert from "node:assert/strict";
import { bufferOf } from "../../../../client/full/state/buffers.ts";
import { sendTyped } from "../../../../client/web/session/typed_commands.ts";
import { whoIsIn } from "../../../../client/web/state/who_is_in.ts";
import { GENERAL, messageOf, messagesFrom, OPS, PagePlayer } from "./page_player.ts";

Deno.test("reducePage() opens a place at its first unread message", () => {
  const player = new PagePlayer().page([]);
  player.news({
    kind: "unread",
    conversations: [{ room: "ops", read_id: 40, first_unread: 41, unread: 200, mentions: 0 }],
  });
  player.does({ kind: "go", place: { room: "ops" } });
  const [, fetch] = player.wanted("fetch");
  assert.deepEqual(fetch?.which, { kind: "around", id: 41 });
  player.page(messagesFrom(1, 90), { hasMore: true, key: OPS, which: { kind: "around", id: 41 } });
  assert.deepEqual(player.active.scroll, { kind: "at", top: { id: 41, sub: 0 }, row: 0 });
  assert.equal(player.active.unread, 200, "what nobody has seen is not read");
  assert.equal(player.wanted("fetch").length, 2);
});

Deno.test("reducePage() takes what is in sight at the end for read, and nothing else", () => {
  const player = new PagePlayer().page(messagesFrom(1, 100), { hasMore: true });
  player.does({ kind: "scrolled", bufferKey: GENERAL, isAtEnd: false });
  player.message({ id: 101 });
  assert.equal(player.active.unread, 1);
  assert.equal(player.active.newBelow, 1);
  player.does({ kind: "scrolled", bufferKey: GENERAL, isAtEnd: true });
  assert.equal(player.active.unread, 0);
  assert.equal(player.wanted("read").at(-1)?.id, 101);
  player.does({ kind: "focus", hasFocus: false }).message({ id: 102 });
  assert.equal(player.active.unread, 1);
  player.does({ kind: "focus", hasFocus: true });
  assert.equal(player.active.unread, 0);
});

Deno.test("reducePage() keeps two thousand messages at most, and never those that are looked at", () => {
  const player = new PagePlayer().page(messagesFrom(2_001, 2_100), { hasMore: true });
  player.does({ kind: "scrolled", bufferKey: GENERAL, isAtEnd: false });
  for (let before = 2_001; before > 1; before -= 100) {
    player.does({ kind: "reach", bufferKey: GENERAL, end: "older" });
    player.page(messagesFrom(before - 100, before - 1), {
      hasMore: before > 101,
      which: { kind: "older", before },
    });
  }
  assert.ok(player.active.entries.length <= 2_000);
  assert.equal(player.active.entries[0]?.id, 1);
  assert.equal(player.active.hasNewer, true);
  // A flood does not carry away what is being read either.
  for (let id = 2_101; id < 2_301; id++) player.message({ id });
  assert.equal(player.active.entries[0]?.id, 1);
  assert.equal(player.active.newBelow, 200);
});

Deno.test("reducePage() sends what is written, and what looks like a command once those are there", () => {
  const player = new PagePlayer().page([]);
  player.write("hello").does({ kind: "send" });
  const [said] = player.wanted("say");
  assert.deepEqual([said?.message.room, said?.message.text], ["general", "hello"]);
  assert.equal(player.written, "");
  player.write("/topic x").does({ kind: "send" });
  assert.equal(player.wanted("load-commands").length, 1);
  assert.equal(player.written, "/topic x", "it stays until then");
  player.tools = { ...player.tools, sendTyped };
  player.does({ kind: "commands-loaded", isThere: true });
  assert.equal(player.wanted("command")[0]?.text, "/topic x");
  assert.equal(player.written, "");
  player.write("@bob in private").does({ kind: "send" });
  const [, directed] = player.wanted("say");
  assert.deepEqual([directed?.message.to, directed?.message.text], ["bob", "in private"]);
});

Deno.test("reducePage() keeps a command that cannot be loaded, or that was written on", () => {
  const player = new PagePlayer().page([]);
  player.write("/topic x").does({ kind: "send" });
  player.does({ kind: "commands-loaded", isThere: false });
  assert.equal(player.written, "/topic x");
  assert.equal(player.state.notice, "no-commands");
  player.does({ kind: "send" }).write("/topic xy");
  player.tools = { ...player.tools, sendTyped };
  player.does({ kind: "commands-loaded", isThere: true });
  assert.equal(player.wanted("command").length, 0);
});

Deno.test("reducePage() puts what was written aside while a message is edited", () => {
  const player = new PagePlayer().page([messageOf({ id: 1, from: "alice", text: "helo" })]);
  player.write("half a thought");
  player.does({ kind: "edit-message", bufferKey: GENERAL, id: 1 });
  assert.equal(player.written, "helo");
  player.write("hello").does({ kind: "send" });
  assert.deepEqual(player.wanted("edit").map(({ id, text }) => [id, text]), [[1, "hello"]]);
  assert.equal(player.written, "half a thought");
  player.does({ kind: "edit-message", bufferKey: GENERAL, id: 1 });
  player.does({ kind: "reply", bufferKey: GENERAL, id: 1 });
  assert.equal(player.written, "half a thought", "an answer begins with what was written");
  player.does({ kind: "send" });
  assert.equal(player.wanted("say").at(-1)?.message.reply_to, 1);
});

Deno.test("reducePage() sends no edit that changes nothing, or leaves nothing", () => {
  const player = new PagePlayer().page([messageOf({ id: 1, from: "alice", text: "hello" })]);
  player.does({ kind: "edit-message", bufferKey: GENERAL, id: 1 }).does({ kind: "send" });
  assert.equal(player.active.draft.purpose.kind, "say");
  player.does({ kind: "edit-message", bufferKey: GENERAL, id: 1 }).write(" ").does({
    kind: "send",
  });
  assert.equal(player.state.notice, "empty");
  assert.equal(player.active.draft.purpose.kind, "edit");
  assert.equal(player.wanted("edit").length, 0);
});

Deno.test("reducePage() answers a question that is closed, or that nobody sees any more", () => {
  const player = new PagePlayer().page([]);
  const ask = (ticket: number) =>
    player.does({ kind: "ask", serverId: "page", ticket, prompt: "?", isSecret: false });
  ask(1).does({ kind: "close-dialog", answer: "yes" });
  ask(2).does({ kind: "close-dialog" });
  ask(3).does({ kind: "left" });
  assert.deepEqual(
    player.wanted("answered").map(({ text, ticket }) => [ticket, text]),
    [[1, "yes"], [2, undefined], [3, undefined]],
  );
});

Deno.test("reducePage() forgets everything of an account when another one comes in", () => {
  const player = new PagePlayer().page([messageOf({ id: 1, text: "a secret" })]);
  player.message({ id: 2, from: "carol", to: "alice" }).write("half a thought");
  player.enters("mallory");
  assert.doesNotMatch(JSON.stringify(player.state.chat), /secret|carol|alice|half/);
});

Deno.test("reducePage() keeps what was written when the same account comes in again", () => {
  const player = new PagePlayer().page(messagesFrom(1, 100), { hasMore: true });
  player.write("half a thought").enters("alice");
  assert.equal(player.written, "half a thought");
  // What was said meanwhile is fetched, and no hole is left behind.
  assert.equal(player.active.entries.length, 0);
  assert.equal(player.wanted("fetch").at(-1)?.which.kind, "latest");
  player.message({ id: 301 });
  player.page(messagesFrom(202, 301), { hasMore: true });
  assert.equal(player.active.entries[0]?.id, 202);
  assert.equal(player.active.hasOlder, true);
});

Deno.test("reducePage() closes the drawer when a place is gone to", () => {
  const player = new PagePlayer().page([]).does({ kind: "drawer", open: "rooms" });
  player.does({ kind: "go", place: { room: "ops" } });
  assert.equal(player.state.drawer, undefined);
  assert.equal(player.active.key, OPS);
  assert.ok(bufferOf(player.state.chat, GENERAL) !== undefined);
});

Deno.test("reducePage() has a message that was not taken sent again, or written anew", () => {
  const player = new PagePlayer().page([]);
  player.write("one").does({ kind: "send" }).write("two").does({ kind: "send" });
  const [ticket = 0, other = 0] = player.active.pending.map(({ ticket }) => ticket);
  player.does({ kind: "take-back", bufferKey: GENERAL, ticket });
  assert.equal(player.active.pending.length, 2, "it may have arrived yet");
  player.news({ kind: "refused", ticket, reason: "too long" });
  player.news({ kind: "refused", ticket: other, reason: "too long" });
  player.write("three").does({ kind: "take-back", bufferKey: GENERAL, ticket });
  assert.equal(player.written, "one\nthree");
  player.does({ kind: "retry", serverId: "page" });
  assert.equal(player.wanted("say").at(-1)?.message.text, "two");
});

Deno.test("reducePage() sends what waits, but nothing that might be said twice", () => {
  const player = new PagePlayer().page([]);
  player.write("old").does({ kind: "send" });
  player.passes(23.5 * 60 * 60 * 1_000);
  player.write("new").does({ kind: "send" });
  const before = player.wanted("say").length;
  player.does({ kind: "send-waiting", tooOld: "look first" });
  assert.deepEqual(player.wanted("say").slice(before).map(({ message }) => message.text), ["new"]);
  assert.deepEqual(player.active.pending.map(({ failure }) => failure), ["look first", undefined]);
});

Deno.test("reducePage() says what a window does instead of commands that leave it", () => {
  for (const text of ["/exit", "exit", "/quit", "/disconnect"]) {
    const player = new PagePlayer().page([]);
    player.write(text).does({ kind: "send" });
    assert.equal(player.state.notice, "exit", text);
    assert.equal(player.written, "", text);
    assert.deepEqual(player.wanted("say"), []);
  }
  const player = new PagePlayer().page([]);
  player.write("/exit is a command").does({ kind: "send" });
  assert.equal(player.state.notice, "exit");
  player.write("/exported by nobody").does({ kind: "send" });
  assert.deepEqual(player.state.dialogs, [], "that is no command of the page");
});

Deno.test("reducePage() opens what saves files when that is commanded", () => {
  const player = new PagePlayer().page([]);
  player.write("/export chat.json").does({ kind: "send" });
  assert.deepEqual(player.state.dialogs, [{ kind: "settings", tab: "data" }]);
});

Deno.test("reducePage() offers files where the server takes them, those before included", () => {
  const [one, other] = [new File(["1"], "one"), new File(["2"], "other")];
  const player = new PagePlayer().page([]);
  player.does({ kind: "offer-files", files: [one] });
  assert.deepEqual(player.state.dialogs, [], "this server takes none");
  assert.equal(player.state.notice, "no-files");
  player.does({ kind: "files-taken", mostBytes: 10 });
  player.does({ kind: "offer-files", files: [] });
  assert.deepEqual(player.state.dialogs, []);
  player.does({ kind: "offer-files", files: [one] }).does({ kind: "offer-files", files: [other] });
  const [dialog, ...rest] = player.state.dialogs;
  assert.deepEqual(rest, []);
  assert.deepEqual(dialog, { kind: "send-files", place: { room: "general" }, files: [one, other] });
});

Deno.test("reducePage() opens the files of a place when they are commanded", () => {
  const player = new PagePlayer().page([]);
  player.write("/files holiday pictures").does({ kind: "send" });
  assert.deepEqual(player.state.dialogs, [
    { kind: "files", place: { room: "general" }, query: "holiday pictures" },
  ]);
  player.does({ kind: "close-dialog" }).write("/send photo.png").does({ kind: "send" });
  assert.equal(player.state.notice, "send");
});

Deno.test("whoIsIn() says nobody at the form and while another account comes in", () => {
  const player = new PagePlayer();
  assert.equal(whoIsIn(player.state), "alice");
  player.does({ kind: "entered", username: "Alice" });
  assert.equal(whoIsIn(player.state), "alice");
  player.does({ kind: "entered", username: "bob" });
  assert.equal(whoIsIn(player.state), "");
  player.enters("bob");
  assert.equal(whoIsIn(player.state), "bob");
  player.does({ kind: "left" });
  assert.equal(whoIsIn(player.state), undefined);
  player.does({ kind: "log-in", hello: { event: "hello" } as never, problem: "" });
  assert.equal(whoIsIn(player.state), "");
});

Deno.test("reducePage() says what happened in the language of the page", () => {
  const player = new PagePlayer().page([]);
  player.news({
    kind: "event",
    event: { event: "topic", room: "general", topic: "tea", by: "bob", time: "" },
  });
  // Whoever did it was told by the answer to what they did.
  player.news({
    kind: "event",
    event: { event: "room_changed", room: "general", keyed: true, by: "alice", time: "" },
  });
  const lines = player.active.entries.flatMap((entry) => entry.kind === "lines" ? entry.lines : []);
  assert.deepEqual(lines, ["bob hat das Thema gesetzt: tea"]);
});
