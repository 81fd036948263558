import assert from "node:assert/strict";
import fc from "fast-check";
import { bufferKey } from "../../../../../client/full/state/buffers.ts";
import { MAX_ENTRIES } from "../../../../../client/full/state/state.ts";
import { highlightPattern } from "../../../../../client/wording/highlights.ts";
import type { Marked } from "../../../../../client/wording/marked.ts";
import type { Message } from "../../../../../protocol/records.ts";
import { messageOf, messagesFrom, messagesIn, Player } from "../../support/player.ts";

Deno.test("reduce() shows messages once and in the order of their ids, however they come", () => {
  fc.assert(fc.property(
    fc.array(fc.record({ id: fc.integer({ min: 1, max: 30 }), isPage: fc.boolean() })),
    (arrivals) => {
      const player = new Player();
      for (const { id, isPage } of arrivals) {
        if (isPage) player.page([messageOf({ id })], { hasMore: false });
        else player.message({ id });
      }
      const expected = [...new Set(arrivals.map(({ id }) => id))].sort((one, two) => one - two);
      assert.deepEqual(player.ids, expected);
    },
  ));
});

Deno.test("reduce() applies edits, deletions and reactions to the message that is shown", () => {
  const player = new Player().message({ id: 1, text: "one" }).message({ id: 2, text: "two" });
  const of = { room: "general", from: "bob", by: "bob", time: "2026-11-20T17:10:00.000Z" };
  player.news({
    kind: "change",
    event: { event: "edited", id: 3, message: 1, text: "ONE", ...of },
  });
  player.news({
    kind: "change",
    event: { event: "reacted", id: 4, message: 1, emoji: "🎉", ...of },
  });
  player.news({ kind: "change", event: { event: "deleted", id: 5, message: 2, ...of } });
  const [one, two] = messagesIn(player.active);
  assert.equal(one?.message.text, "ONE");
  assert.equal(one?.message.edited, of.time);
  assert.deepEqual(one?.message.reactions, [{ emoji: "🎉", count: 1, users: ["bob"] }]);
  assert.equal(two?.message.deleted, true);
  assert.equal(two?.message.text, "");
});

Deno.test("reduce() leaves nothing looking signed that a change of no mark has put there", () => {
  const signed = (id: number) => ({ id, encryption: "sealed" } as const);
  const player = new Player().message(signed(1)).message(signed(2)).message(signed(3));
  const of = { room: "general", by: "bob", time: "2026-11-20T17:10:00.000Z" };
  const from = messagesIn(player.active)[0]?.message.from ?? "";
  const edited = { event: "edited", text: "forged", ...of } as const;
  player.news({ kind: "change", event: { ...edited, id: 4, message: 1, from } });
  player.news({ kind: "change", event: { ...edited, id: 5, message: 2, from: "mallory" } });
  player.news({
    kind: "amend",
    message: messageOf({ id: 3, text: "forged" }),
    quoted: undefined,
  });
  const shown = messagesIn(player.active).map(({ message }) => message as Marked);
  assert.deepEqual(shown.map(({ encryption }) => encryption), ["plain", "sealed", "plain"]);
  assert.notEqual(shown[1]?.text, "forged");
});

Deno.test("reduce() quotes what a reply is to, and changes the quote with it", () => {
  const player = new Player().message({ id: 1, text: "one" }).message({ id: 2, reply_to: 1 });
  assert.equal(messagesIn(player.active)[1]?.quoted?.text, "one");
  const of = { room: "general", from: "bob", by: "bob", time: "2026-11-20T17:10:00.000Z" };
  player.news({
    kind: "change",
    event: { event: "edited", id: 3, message: 1, text: "ONE", ...of },
  });
  assert.equal(messagesIn(player.active)[1]?.quoted?.text, "ONE");
});

Deno.test("reduce() quotes what a message is an answer to that could not be read before", () => {
  const player = new Player();
  for (const id of [5, 6, 7]) player.message({ id, text: "[encrypted]" });
  const amend = (message: Message, quoted?: Message) =>
    player.news({ kind: "amend", message, quoted });
  amend(messageOf({ id: 6, text: "yes", reply_to: 5 }));
  amend(messageOf({ id: 7, text: "no", reply_to: 2 }), messageOf({ id: 2, text: "of long ago" }));
  // What it quotes may be opened after it.
  amend(messageOf({ id: 5, text: "is it?" }));
  const quotes = messagesIn(player.active).map(({ quoted }) => quoted?.text);
  assert.deepEqual(quotes, [undefined, "is it?", "of long ago"]);
});

Deno.test("reduce() counts what comes in rooms that nobody looks at, and marks the first of it", () => {
  const player = new Player()
    .message({ id: 1, room: "ops" })
    .message({ id: 2, room: "ops", text: "@alice come" })
    .message({ id: 3, room: "ops", from: "alice" });
  const { firstUnreadId, mentions, unread } = player.room("ops");
  assert.deepEqual({ firstUnreadId, mentions, unread }, {
    firstUnreadId: 1,
    mentions: 1,
    unread: 2,
  });
  assert.equal(player.wanted("notify").length, 1);
  assert.equal(player.wanted("read").length, 0);
});

Deno.test("reduce() tells the server what was read, once somebody has seen it", () => {
  const player = new Player().message({ id: 1 });
  assert.equal(player.last("read").id, 1);
  player.message({ id: 2, room: "ops" }).press("alt+2");
  player.page([messageOf({ id: 2, room: "ops" })], {
    hasMore: false,
    key: bufferKey("s1", { room: "ops" }),
  });
  assert.deepEqual(player.last("read").place, { room: "ops" });
  assert.equal(player.room("ops").unread, 0);
});

Deno.test("reduce() takes nothing for read while the window has no focus", () => {
  const player = new Player().press("focus-out").message({ id: 1, text: "@alice" });
  assert.equal(player.wanted("read").length, 0);
  assert.equal(player.active.unread, 1);
  assert.equal(player.active.firstUnreadId, 1);
  assert.equal(player.wanted("notify").length, 1);
  player.press("focus-in");
  assert.equal(player.last("read").id, 1);
  assert.equal(player.active.unread, 0);
  assert.equal(player.active.firstUnreadId, 1, "the line above what is new stays");
});

Deno.test("reduce() tells nothing about what was fetched after a lost connection", () => {
  const player = new Player().press("focus-out").message({ id: 1, text: "@alice" }, true);
  assert.equal(player.active.mentions, 1);
  assert.equal(player.wanted("notify").length, 0);
});

Deno.test("reduce() begins a private conversation when somebody writes", () => {
  const player = new Player().message({ id: 1, from: "bob", to: "alice" });
  const buffer = player.state.buffers.find(({ place }) => place?.with === "bob");
  assert.equal(buffer?.mentions, 1);
  assert.equal(player.last("notify").notification.reason, "private");
});

Deno.test("reduce() keeps a bounded number of messages, and fetches what it has dropped", () => {
  const player = new Player();
  player.page(messagesFrom(1, MAX_ENTRIES), { hasMore: false });
  player.message({ id: MAX_ENTRIES + 1 });
  assert.ok(player.active.entries.length <= MAX_ENTRIES);
  assert.equal(player.ids.at(-1), MAX_ENTRIES + 1);
  assert.equal(player.active.hasOlder, true);
});

Deno.test("reduce() drops the newest when too much of the past is fetched, and fetches that again", () => {
  const player = new Player();
  player.page(messagesFrom(10_001, 10_000 + MAX_ENTRIES), { hasMore: true });
  player.press("pageup");
  player.page(messagesFrom(9_901, 10_000), {
    hasMore: true,
    which: { kind: "older", before: 10_001 },
  });
  assert.equal(player.active.hasNewer, true);
  const last = player.ids.at(-1);
  player.message({ id: 20_000 });
  assert.equal(player.ids.at(-1), last, "what is not next to it is not put there");
  assert.equal(player.active.newBelow, 1);
  player.press("alt+end");
  assert.deepEqual(player.last("fetch").which, { kind: "latest" });
  player.page(messagesFrom(19_901, 20_000), { hasMore: true });
  assert.deepEqual([player.ids.at(0), player.ids.at(-1)], [19_901, 20_000]);
  assert.equal(player.active.hasNewer, false);
});

Deno.test("reduce() leaves no hole between the latest page and what was there before", () => {
  const player = new Player();
  player.message({ id: 1 }).message({ id: 2 });
  player.page(messagesFrom(50, 60), { hasMore: true });
  assert.deepEqual(player.ids, messagesFrom(50, 60).map(({ id }) => id));
  assert.equal(player.active.hasOlder, true);
});

Deno.test("reduce() takes a word at which the reader wants to be called for a mention", () => {
  const player = new Player().press("alt+2");
  const { settings } = player.state;
  player.state = {
    ...player.state,
    settings: { ...settings, highlights: highlightPattern(["deploy*"]) },
  };
  player.message({ id: 1, text: "nothing" }).message({ id: 2, text: "Deployed." });
  assert.equal(player.room("general").mentions, 1);
  assert.equal(player.last("notify").notification.reason, "mention");
  player.news({
    kind: "change",
    event: {
      event: "edited",
      id: 3,
      message: 1,
      room: "general",
      from: "bob",
      by: "bob",
      text: "deploy now",
      time: "",
    },
  });
  assert.deepEqual(
    player.room("general").entries.map((entry) => entry.kind === "message" && entry.isMention),
    [true, true],
  );
});
