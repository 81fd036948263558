import assert from "node:assert/strict";
import { messageOf, messagesFrom, Player } from "../../support/player.ts";

function withThree(): Player {
  return new Player()
    .message({ id: 1, text: "first https://chat.example/a?b=1." })
    .message({ id: 2, from: "alice", text: "second" })
    .message({ id: 3, text: "third" });
}

Deno.test("reduce() selects the newest message and moves from there", () => {
  const player = withThree().press("alt+m");
  assert.equal(player.active.selectedId, 3);
  assert.equal(player.press("up", "up").active.selectedId, 1);
  assert.equal(player.press("up").active.selectedId, 1);
  assert.equal(player.press("down", "down").active.selectedId, 3);
  assert.equal(player.press("down").active.selectedId, undefined, "below the last one types again");
});

Deno.test("reduce() selects with Alt+↑ in the text that is scrolled back, and goes to a room at its end", () => {
  const player = new Player().page(messagesFrom(1, 100), { hasMore: false });
  player.press("pageup", "alt+up");
  const selected = player.active.selectedId;
  assert.ok(selected !== undefined && selected < 100);
  assert.equal(player.press("alt+up", "alt+up", "alt+down").active.selectedId, selected - 1);
  player.press("escape", "alt+end", "alt+up");
  assert.notEqual(player.active.place?.room, "general");
});

Deno.test("reduce() takes keys that are none for the selected message as ever", () => {
  const player = withThree().press("alt+m").type("so");
  assert.equal(player.line, "so");
  assert.equal(player.active.selectedId, undefined);
  assert.equal(player.press("alt+m").paste(" far").line, "so far");
  player.press("alt+m", "pageup", "ctrl+up");
  assert.equal(player.active.selectedId, 3, "scrolling leaves it selected");
  player.press("f12");
  assert.match(player.state.hint ?? "", /r reply/);
  assert.equal(player.press("alt+2").active.place?.room, "ops");
});

Deno.test("reduce() replies to the selected message", () => {
  const player = withThree().press("alt+m", "up", "r").type("yes").press("enter");
  assert.deepEqual(player.last("say").message, { room: "general", text: "yes", reply_to: 2 });
  assert.equal(player.active.draft.purpose.kind, "say");
});

Deno.test("reduce() stops replying with Escape and keeps what is typed", () => {
  const player = withThree().press("alt+m", "r").type("yes").press("escape", "enter");
  assert.deepEqual(player.last("say").message, { room: "general", text: "yes" });
});

Deno.test("reduce() edits one's own messages only", () => {
  const player = withThree().press("alt+m", "e");
  assert.match(player.state.hint ?? "", /your own/);
  player.press("up", "e");
  assert.equal(player.line, "second");
});

Deno.test("reduce() deletes after a yes", () => {
  const player = withThree().press("alt+m", "up", "d", "n");
  assert.equal(player.wanted("delete").length, 0);
  player.press("alt+m", "up", "d", "y");
  assert.equal(player.last("delete").id, 2);
});

Deno.test("reduce() reacts, and takes the same reaction back", () => {
  const player = withThree().press("alt+m", "+").type("🎉").press("enter");
  assert.deepEqual(player.last("react"), {
    kind: "react",
    serverId: "s1",
    id: 3,
    emoji: "🎉",
    given: [],
    remove: false,
  });
  player.news({
    kind: "change",
    event: {
      event: "reacted",
      id: 4,
      message: 3,
      emoji: "🎉",
      room: "general",
      from: "bob",
      by: "alice",
      time: "",
    },
  });
  player.press("alt+m", "+").type("🎉").press("enter");
  assert.equal(player.last("react").remove, true);
});

Deno.test("reduce() copies a text and opens the link in it", () => {
  const player = withThree().press("alt+m", "up", "y");
  assert.equal(player.last("copy").text, "second");
  player.press("alt+m", "up", "up", "o");
  assert.equal(player.last("open-link").link, "https://chat.example/a?b=1");
  player.press("alt+m", "o");
  assert.match(player.state.hint ?? "", /no link/);
});

Deno.test("reduce() lets one of several links be chosen that is to be opened", () => {
  const text = "https://a.example, (http://b.example/x) and https://a.example once more";
  const player = new Player().message({ id: 1, text }).press("alt+m", "o");
  assert.ok(player.state.overlay?.kind === "list");
  assert.deepEqual(player.state.overlay.items.map(({ text }) => text), [
    "https://a.example",
    "http://b.example/x",
  ]);
  player.press("down", "enter");
  assert.equal(player.last("open-link").link, "http://b.example/x");
  assert.match(player.state.hint ?? "", /Opening http:\/\/b\.example/);
});

Deno.test("reduce() fetches what is older when the selection reaches the first message", () => {
  const player = new Player().page(messagesFrom(101, 103), { hasMore: true });
  player.press("alt+m", "up", "up", "up");
  assert.deepEqual(player.last("fetch").which, { kind: "older", before: 101 });
  player.page([messageOf({ id: 100 })], { hasMore: false, which: { kind: "older", before: 101 } });
  assert.equal(player.press("up").active.selectedId, 100);
});

Deno.test("reduce() scrolls with the selection", () => {
  const player = new Player().page(messagesFrom(1, 100), { hasMore: false }).press("alt+m");
  for (let count = 0; count < 60; count++) player.press("up");
  assert.equal(player.active.selectedId, 40);
  assert.ok(player.screen.includes("message 40 "));
});
