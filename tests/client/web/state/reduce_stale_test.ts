import assert from "node:assert/strict";
import { bufferOf } from "../../../../client/full/state/buffers.ts";
import { firstPageState } from "../../../../client/web/state/page_state.ts";
import { GENERAL, messageOf, messagesFrom, OPS, PagePlayer } from "./page_player.ts";

/** The page of alice as it is while it connects, with what it has kept of #general. */
function early(): PagePlayer {
  const player = new PagePlayer();
  player.state = firstPageState({ address: "chat.example", nowMs: 0, noncePrefix: "page" });
  player.effects.length = 0;
  return player.does({ kind: "focus", hasFocus: true }).does({
    kind: "kept",
    isEarly: true,
    account: { username: "alice", serverName: "chat" },
    place: { room: "general" },
    places: [
      { place: { room: "ops" }, topic: "", messages: [], hasOlder: true },
      {
        place: { room: "general" },
        topic: "",
        messages: [messageOf({ id: 7, text: "deleted since" }), ...messagesFrom(8, 10)],
        hasOlder: true,
      },
    ],
  });
}

/** Somebody comes in, with so much unread in #general. */
function comesIn(player: PagePlayer, unread = 0): void {
  player.does({ kind: "entered", username: "alice" });
  player.news({ kind: "welcome", username: "alice", rooms: ["general", "ops"], lastId: 20 });
  player.news({
    kind: "unread",
    conversations: [{
      room: "general",
      read_id: 9,
      unread,
      mentions: 0,
      ...(unread > 0 ? { first_unread: 10 } : {}),
    }],
  });
  player.news({ kind: "open-place", place: { room: "general" } } as never);
}

const ids = (player: PagePlayer) => player.active.entries.map(({ id }) => id);

Deno.test("reducePage() shows what was kept until the messages of now are here", () => {
  const player = early();
  assert.equal(player.state.phase.kind, "chat");
  assert.equal(player.active.key, GENERAL);
  assert.ok(bufferOf(player.state.chat, OPS) !== undefined, "other rooms are named");
  assert.deepEqual(ids(player), [7, 8, 9, 10]);
  player.does({ kind: "reach", bufferKey: GENERAL, end: "older" });
  assert.deepEqual(player.wanted("read"), [], "nobody has said that these are the newest");
  comesIn(player);
  assert.deepEqual(ids(player), [7, 8, 9, 10]);
  player.does({ kind: "reach", bufferKey: GENERAL, end: "older" });
  assert.deepEqual(player.wanted("fetch").map(({ which }) => which.kind), ["latest"]);
  player.message({ id: 12 });
  const before = player.active.entries;
  player.page([
    ...messagesFrom(8, 9),
    messageOf({ id: 10, text: "edited" }),
    ...messagesFrom(11, 12),
  ]);
  assert.deepEqual(ids(player), [8, 9, 10, 11, 12]);
  assert.equal(player.active.entries[0], before[1], "what is the same is not drawn again");
  assert.notEqual(player.active.entries[2], before[3]);
  assert.equal(player.active.hasOlder, false);
});

Deno.test("reducePage() goes from what was kept to what was not read", () => {
  const player = early();
  comesIn(player, 30);
  assert.deepEqual(ids(player), []);
  player.page(messagesFrom(30, 40), { hasMore: true });
  assert.deepEqual(player.wanted("fetch").map(({ which }) => which), [
    { kind: "latest" },
    { kind: "around", id: 10 },
  ]);
});

Deno.test("reducePage() shows all that was kept when there is no connection after all", () => {
  const player = early();
  player.does({ kind: "connecting", problem: "away" });
  player.does({
    kind: "kept",
    account: { username: "alice", serverName: "chat" },
    places: [{
      place: { room: "general" },
      topic: "",
      messages: messagesFrom(1, 10),
      hasOlder: false,
    }],
  });
  assert.deepEqual(ids(player), messagesFrom(1, 10).map(({ id }) => id));
  assert.equal(player.state.chat.servers[0]?.connection.kind, "offline");
});
