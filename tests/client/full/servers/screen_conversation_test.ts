import assert from "node:assert/strict";
import { Mistake } from "../../../../client/commands/parts/mistake.ts";
import { Quotable } from "../../../../client/conversation/quotable.ts";
import { ScreenConversation } from "../../../../client/full/servers/screen_conversation.ts";
import { messageOf, messagesFrom, Player } from "../support/player.ts";

const GENERAL = { room: "general" };

/** What commands know of a player's state. */
function conversationOf(player: Player): ScreenConversation {
  return new ScreenConversation({
    serverId: "s1",
    state: () => player.state,
    tell: (news) => void player.news(news),
    quotable: new Quotable(),
  });
}

Deno.test("ScreenConversation counts the messages of the state, without those that were deleted", () => {
  const player = new Player().page(messagesFrom(1, 4), { hasMore: false });
  player.message({ id: 5, from: "alice" });
  const { shown } = conversationOf(player);
  const deleted = { event: "deleted", id: 6, message: 3, room: "general", from: "bob" } as const;
  player.news({ kind: "change", event: { ...deleted, by: "bob", time: "" } });
  assert.deepEqual(shown.last(GENERAL, 3).map(({ id }) => id), [5, 4, 2]);
  assert.equal(shown.nth(GENERAL, 3)?.id, 2);
  assert.equal(shown.nthOf(GENERAL, 1, "Alice")?.id, 5);
  assert.equal(shown.nth({ room: "nowhere" }, 1), undefined);
});

Deno.test("ScreenConversation counts nothing while the newest messages are not there", () => {
  const player = new Player();
  player.does({ kind: "show-message", serverId: "s1", place: GENERAL, id: 50 });
  player.page(messagesFrom(40, 60), { hasMore: true, which: { kind: "around", id: 50 } });
  assert.throws(() => conversationOf(player).shown.nthOf(GENERAL, 1, "bob"), Mistake);
});

Deno.test("ScreenConversation is where the reader is, or where a command was entered", () => {
  const player = new Player();
  const conversation = conversationOf(player);
  const entered = conversation.enteredIn(player.active.place);
  player.press("alt+2");
  assert.deepEqual(conversation.place, { room: "ops" });
  assert.deepEqual(entered.place, GENERAL);
});

Deno.test("ScreenConversation tells the state what a command has changed, and reads it there", () => {
  const player = new Player();
  const conversation = conversationOf(player);
  assert.equal(conversation.isIn("ops"), true);
  assert.equal(conversation.leave("ops"), true);
  assert.equal(conversation.leave("ops"), false);
  assert.equal(conversation.isIn("ops"), false);
  conversation.setIgnored(["Mallory"]);
  assert.equal(conversation.isIgnored("mallory"), true);
  conversation.setRooms(["zoo"]);
  assert.deepEqual([conversation.isIn("general"), conversation.otherRoom], [false, "zoo"]);
});

Deno.test("ScreenConversation finds quotes in the state, and those that were fetched", () => {
  const player = new Player().page(messagesFrom(1, 2), { hasMore: false });
  const conversation = conversationOf(player);
  const lacking = messageOf({ id: 9, reply_to: 7 });
  assert.equal(conversation.lacksQuote(messageOf({ id: 8, reply_to: 2 })), false);
  assert.equal(conversation.lacksQuote(lacking), true);
  conversation.canQuote(messageOf({ id: 7, from: "mallory" }));
  assert.equal(conversation.quoted(7)?.from, "mallory");
  conversation.setIgnored(["mallory"]);
  assert.equal(conversation.lacksQuote(lacking), true);
});
