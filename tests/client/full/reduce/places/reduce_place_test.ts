import assert from "node:assert/strict";
import { bufferKey } from "../../../../../client/full/state/buffers.ts";
import { messageOf, messagesFrom, Player } from "../../support/player.ts";

const OPS = bufferKey("s1", { room: "ops" });

function inLongRoom(): Player {
  const player = new Player().page(messagesFrom(101, 200), { hasMore: true });
  player.effects.length = 0;
  return player;
}

Deno.test("reduce() goes from buffer to buffer and round the list with the keys for it", () => {
  const player = new Player();
  assert.equal(player.press("alt+2").active.place?.room, "ops");
  assert.equal(player.press("ctrl+n").active.place?.room, "general");
  assert.equal(player.press("ctrl+p").active.place?.room, "ops");
  assert.equal(player.press("alt+1").active.place?.room, "general");
  assert.match(player.press("alt+9").state.hint ?? "", /no room 9/);
});

Deno.test("reduce() goes to mentions before other news", () => {
  const player = new Player()
    .message({ id: 1, room: "ops" })
    .message({ id: 2, from: "carol", to: "alice" });
  assert.equal(player.press("alt+a").active.place?.with, "carol");
  assert.equal(player.press("alt+a").active.place?.room, "ops");
  assert.equal(player.press("alt+1", "alt+a").state.hint, undefined);
});

Deno.test("reduce() keeps what is typed in each buffer", () => {
  const player = new Player().type("for general").press("alt+2").type("for ops");
  assert.equal(player.press("alt+1").line, "for general");
  assert.equal(player.press("alt+2").line, "for ops");
});

Deno.test("reduce() fetches what is older when its first row is reached, once", () => {
  const player = inLongRoom();
  for (let page = 0; page < 30; page++) player.press("pageup");
  assert.deepEqual(player.wanted("fetch").map(({ which }) => which), [
    { kind: "older", before: 101 },
  ]);
  const top = player.screen;
  player.page(messagesFrom(1, 100), { hasMore: false, which: { kind: "older", before: 101 } });
  assert.ok(top.includes("message 101") && player.screen.includes("message 101"));
  for (let page = 0; page < 30; page++) player.press("pageup");
  assert.equal(player.wanted("fetch").length, 1, "there is nothing older");
  assert.ok(player.screen.includes("message 1 "));
});

Deno.test("reduce() keeps the place when messages come while one has scrolled back", () => {
  const player = inLongRoom().press("pageup", "pageup");
  const shown = player.screen.split("\n").slice(1, -3);
  player.message({ id: 201 }).message({ id: 202, text: "a\nmessage\nof four\nlines" });
  assert.deepEqual(player.screen.split("\n").slice(1, -3), shown);
  assert.equal(player.active.newBelow, 2);
  player.press("alt+end");
  assert.equal(player.active.newBelow, 0);
  assert.equal(player.last("read").id, 202);
});

Deno.test("reduce() does not take for read what came below while one has scrolled back", () => {
  const player = inLongRoom().press("pageup").message({ id: 201, text: "@alice" });
  assert.equal(player.active.unread, 1);
  assert.equal(player.wanted("read").length, 0);
});

Deno.test("reduce() fetches the first unread message and those around it when it is not here", () => {
  const player = inLongRoom();
  player.news({
    kind: "unread",
    conversations: [{ room: "general", read_id: 40, first_unread: 41, unread: 160, mentions: 0 }],
  });
  player.press("alt+u");
  assert.deepEqual(player.last("fetch").which, { kind: "around", id: 41 });
  player.page(messagesFrom(1, 90), { hasMore: true, which: { kind: "around", id: 41 } });
  assert.ok(player.screen.includes("message 41"));
  assert.equal(player.active.hasNewer, true);
  assert.equal(player.active.hasOlder, true);
});

Deno.test("reduce() fetches what is newer when the end of what is here is reached", () => {
  const player = inLongRoom();
  player.does({ kind: "show-message", serverId: "s1", place: { room: "general" }, id: 50 });
  player.page(messagesFrom(1, 90), { hasMore: true, which: { kind: "around", id: 50 } });
  player.press("escape");
  for (let page = 0; page < 20; page++) player.press("pagedown");
  assert.deepEqual(player.last("fetch").which, { kind: "newer", after: 90 });
  player.page(messagesFrom(91, 200), { hasMore: false, which: { kind: "newer", after: 90 } });
  assert.equal(player.active.hasNewer, false);
  assert.ok(player.screen.includes("message 89"), "the place is kept");
  assert.ok(player.press("pagedown").screen.includes("message 90"));
});

Deno.test("reduce() says when the message that was looked for is gone", () => {
  const player = inLongRoom();
  player.does({ kind: "show-message", serverId: "s1", place: { room: "general" }, id: 50 });
  player.page([], { hasMore: false, which: { kind: "around", id: 50 } });
  assert.match(player.state.hint ?? "", /not there/);
  assert.equal(player.active.goal, undefined);
  assert.equal(player.ids.length, 100, "what was there stays");
});

Deno.test("reduce() fetches a room when one goes there for the first time", () => {
  const player = new Player().press("alt+2");
  assert.deepEqual(player.last("fetch").which, { kind: "latest" });
  assert.deepEqual(player.last("people").room, "ops");
  assert.deepEqual(player.state.servers[0]?.place, { room: "ops" });
  const count = player.wanted("fetch").length;
  player.page([messageOf({ id: 1, room: "ops" })], { hasMore: false, key: OPS });
  player.press("alt+1", "alt+2");
  assert.equal(player.wanted("fetch").length, count, "and not again");
});

Deno.test("reduce() asks a server that refuses a page no second time", () => {
  const player = new Player().press("alt+2");
  player.news({ kind: "page-failed", bufferKey: OPS, reason: "no", isRefused: true });
  assert.equal(player.wanted("fetch").length, 1);
  assert.equal(player.state.hint, "no");
});

Deno.test("reduce() forgets the line above what is new when one has read it and goes away", () => {
  const player = new Player().message({ id: 1, room: "ops" }).press("alt+2");
  player.page([messageOf({ id: 1, room: "ops" })], { hasMore: false, key: OPS });
  assert.equal(player.room("ops").firstUnreadId, 1);
  player.press("alt+1");
  assert.equal(player.room("ops").firstUnreadId, undefined);
});

Deno.test("reduce() keeps a place unread that the reader wants so until something new comes", () => {
  const player = inLongRoom();
  player.does({ kind: "keep-unread", serverId: "s1", place: { room: "general" } });
  player.news({
    kind: "event",
    event: { event: "read", room: "general", id: 199, unread: 1, mentions: 0 },
  });
  assert.equal(player.active.unread, 1);
  assert.equal(player.wanted("read").length, 0);
  player.message({ id: 201 });
  assert.equal(player.last("read").id, 201);
});

Deno.test("reduce() goes to a known room at once: what is typed next is for there", () => {
  const player = new Player().type("/room #ops").press("enter").type("hi").press("enter");
  assert.deepEqual(player.last("say").message, { room: "ops", text: "hi" });
  assert.equal(player.wanted("command").length, 0);
});

Deno.test("reduce() takes the next command along to where the one before leads, but no message", () => {
  const player = new Player().type("/joi");
  player.does({ kind: "open-place", serverId: "s1", place: { room: "new" } });
  assert.equal(player.active.place?.room, "new");
  assert.equal(player.type("n #zoo").line, "/join #zoo");
  player.press("ctrl+c", "alt+1").type("for general");
  player.does({ kind: "open-place", serverId: "s1", place: { room: "zoo" } });
  assert.equal(player.active.place?.room, "general");
  assert.equal(player.line, "for general");
  assert.match(player.state.hint ?? "", /#zoo/);
  assert.deepEqual(player.state.servers[0]?.place, { room: "general" });
});

Deno.test("reduce() stays at a message of a room that was never opened before", () => {
  const player = new Player();
  player.does({ kind: "show-message", serverId: "s1", place: { room: "ops" }, id: 41 });
  assert.deepEqual(player.wanted("fetch").map(({ which }) => which), [{ kind: "around", id: 41 }]);
  const around = { kind: "around", id: 41 } as const;
  player.page(messagesFrom(1, 90), { hasMore: true, key: OPS, which: around });
  assert.equal(player.wanted("fetch").length, 1, "the latest are fetched when they are gone to");
  assert.ok(player.screen.includes("message 41"));
  player.press("alt+end");
  assert.equal(player.last("fetch").which.kind, "latest");
});
