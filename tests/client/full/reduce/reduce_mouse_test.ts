import assert from "node:assert/strict";
import { namedKey } from "../../../../client/terminal/input/key.ts";
import { messagesFrom, Player } from "../support/player.ts";

/** A screen with both lists at the sides, and the mouse switched on. */
function started({ isOn = true, columns = 120, rows = 30 } = {}): Player {
  const player = new Player({ columns, rows });
  player.news({ kind: "people", room: "general", people: peopleOf(3), isCut: false });
  if (isOn) player.press("f2");
  return player;
}

function peopleOf(count: number) {
  const names = [
    "alice",
    "bob",
    "carol",
    ...Array.from({ length: count }, (_, at) => `user${10 + at}`),
  ];
  return names.slice(0, count)
    .map((username) => ({ username, isOnline: true, away: undefined, role: undefined }));
}

/** Turns the wheel or clicks where this text stands on the screen, from `from` on. */
function mouse(player: Player, name: string, text: string, from = 0): void {
  const rows = player.screen.split("\n");
  const row = rows.findIndex((each) => each.indexOf(text, from) >= 0);
  assert.ok(row >= 0, `${text} is not on the screen:\n${player.screen}`);
  const column = rows[row]?.indexOf(text, from) ?? 0;
  player.does({ kind: "key", key: { ...namedKey(name), at: { row, column } } });
}

/** The text that is selected in the list in front. */
function selectedIn({ state: { overlay } }: Player): string | undefined {
  return overlay?.kind === "list" ? overlay.items[overlay.selected]?.text : undefined;
}

Deno.test("a click goes to the room that stands there", () => {
  const player = started();
  mouse(player, "click", "#ops");
  assert.deepEqual(player.active.place, { room: "ops" });
  mouse(player, "click", "#general");
  assert.deepEqual(player.active.place, { room: "general" });
});

Deno.test("a click on somebody opens the conversation with them, and not with oneself", () => {
  const player = started();
  mouse(player, "click", "alice", 90);
  assert.deepEqual(player.active.place, { room: "general" });
  mouse(player, "click", "carol", 90);
  assert.deepEqual(player.active.place, { with: "carol" });
});

Deno.test("a click opens a link, in every row of it, and nothing beside it", () => {
  const player = started();
  const link = `https://wiki.example/${"long".repeat(30)}/end`;
  player.message({ id: 1, text: `see ${link} or not` });
  mouse(player, "click", "see");
  mouse(player, "click", "or not");
  assert.deepEqual(player.wanted("open-link"), []);
  mouse(player, "click", "wiki.example");
  mouse(player, "click", "/end");
  assert.deepEqual(player.wanted("open-link").map((each) => each.link), [link, link]);
});

Deno.test("the wheel goes three rows through the messages that it is over", () => {
  const player = started({ rows: 20 });
  player.page(messagesFrom(1, 50), { hasMore: false });
  mouse(player, "wheelup", "message 50");
  assert.match(player.screen, /message 47\b/);
  assert.doesNotMatch(player.screen, /message 48\b/);
  mouse(player, "wheeldown", "message 47");
  assert.match(player.screen, /message 50\b/);
  assert.equal(player.active.scroll.kind, "end");
});

Deno.test("the wheel goes through the list of people, and back when another room is opened", () => {
  const player = started({ rows: 20 });
  player.news({ kind: "people", room: "general", people: peopleOf(40), isCut: false });
  const scroll = player.active.scroll;
  mouse(player, "wheeldown", "bob", 90);
  assert.doesNotMatch(player.screen, /carol/);
  assert.match(player.screen, /user10/);
  assert.deepEqual(player.active.scroll, scroll);
  for (let times = 0; times < 30; times++) {
    player.does({ kind: "key", key: { ...namedKey("wheeldown"), at: { row: 3, column: 110 } } });
  }
  assert.match(player.screen, /user46/);
  assert.doesNotMatch(player.screen, / more/);
  // One step back is one step, however often the wheel was turned at the end.
  mouse(player, "wheelup", "user46", 90);
  assert.doesNotMatch(player.screen, /user46/);
  mouse(player, "click", "#ops");
  mouse(player, "click", "#general");
  assert.match(player.screen, /carol/);
});

Deno.test("the wheel goes through the list of rooms, and a click takes what is there then", () => {
  const player = started({ rows: 20 });
  const rooms = Array.from({ length: 60 }, (_, index) => `room-${10 + index}`);
  player.news({ kind: "own-rooms", rooms: ["general", ...rooms] });
  for (let times = 0; times < 30; times++) {
    player.does({ kind: "key", key: { ...namedKey("wheeldown"), at: { row: 3, column: 4 } } });
  }
  mouse(player, "click", "room-69");
  assert.deepEqual(player.active.place, { room: "room-69" });
});

Deno.test("a click takes an item of a list, and only marks a line that is read", () => {
  const player = started();
  player.press("alt+k");
  mouse(player, "click", "#ops");
  assert.equal(player.state.overlay, undefined);
  assert.deepEqual(player.active.place, { room: "ops" });
  const lines = Array.from({ length: 20 }, (_, index) => `line ${index}.`);
  player.news({ kind: "lines", lines, tone: "answer" });
  mouse(player, "click", "line 7.");
  assert.equal(selectedIn(player), "line 7.");
});

Deno.test("nothing is clicked behind a question, and what is asked stays", () => {
  const player = started();
  player.does({ kind: "ask", serverId: "s1", ticket: 7, prompt: "Sure? ", isSecret: false });
  mouse(player, "click", "#ops");
  assert.deepEqual(player.active.place, { room: "general" });
  assert.equal(player.state.overlay?.kind, "question");
});

Deno.test("the mouse does nothing while it is off, and F2 switches it in front of everything", () => {
  const player = started({ isOn: false });
  const before = player.state;
  mouse(player, "click", "#ops");
  mouse(player, "wheelup", "#ops");
  assert.equal(player.active.place?.room, "general");
  assert.deepEqual(player.state.sides, before.sides);
  player.press("alt+k", "f2");
  assert.equal(player.state.settings.hasMouse, true);
  player.press("f2");
  assert.equal(player.state.settings.hasMouse, false);
  assert.equal(player.state.overlay?.kind, "list");
});

Deno.test("a click anywhere on a screen of any size is harmless", () => {
  for (const [columns, rows] of [[1, 1], [20, 5], [60, 20], [120, 40]] as const) {
    for (const overlay of [[], ["alt+k"], ["f1"], ["alt+l"]]) {
      for (let row = 0; row <= rows; row++) {
        const player = started({ columns, rows }).press(...overlay);
        for (let column = 0; column <= columns; column += 7) {
          player.does({ kind: "key", key: { ...namedKey("click"), at: { row, column } } });
          player.does({ kind: "key", key: { ...namedKey("wheeldown"), at: { row, column } } });
        }
        assert.equal(player.screen.split("\n").length, rows);
      }
    }
  }
});
