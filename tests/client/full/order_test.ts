import assert from "node:assert/strict";
import fc from "fast-check";
import { bufferKey, numberedBuffers } from "../../../client/full/state/buffers.ts";
import { roomNumbers } from "../../../client/full/state/room_order.ts";
import { placeName } from "../../../client/wording/place.ts";
import { messageOf, Player } from "./support/player.ts";

function own(rooms: readonly string[], player = new Player({ columns: 90, rows: 20 })): Player {
  return player.news({ kind: "own-rooms", rooms });
}

/** The list as it is shown: `1 #general`. */
function listed({ state }: Player): string[] {
  const numbers = roomNumbers(state);
  return numberedBuffers(state).map(({ key, place }) =>
    `${numbers.get(key)} ${placeName(place ?? { room: "" })}`
  );
}

Deno.test("reduce() numbers the first rooms by name, and leaves the numbers when another one comes", () => {
  const player = own(["general", "ops", "random"]);
  assert.deepEqual(listed(player), ["1 #general", "2 #ops", "3 #random"]);
  own(["general", "announcements", "ops", "random"], player);
  player.message({ id: 1, from: "bob", to: "alice" });
  assert.deepEqual(listed(player), [
    "1 #general",
    "2 #ops",
    "3 #random",
    "4 #announcements",
    "5 @bob",
  ]);
});

Deno.test("reduce() gives a room that comes back the number that it had", () => {
  const player = own(["general", "ops", "random"]);
  own(["general", "random"], player);
  assert.deepEqual(listed(player), ["1 #general", "3 #random"]);
  own(["general", "random", "zebra"], player);
  own(["general", "random", "zebra", "ops"], player);
  assert.deepEqual(listed(player), ["1 #general", "2 #ops", "3 #random", "4 #zebra"]);
});

Deno.test("reduce() keeps no number for a room that could not be opened", () => {
  const player = own(["general", "ops", "random"]);
  own(["general", "random"], player);
  const fails = (room: string) => {
    player.type(`/join #${room}`).press("enter");
    player.does({
      kind: "not-opened",
      serverId: "s1",
      bufferKey: bufferKey("s1", { room }),
    });
  };
  fails("typo");
  fails("ops");
  assert.deepEqual(listed(player), ["1 #general", "3 #random"]);
  own(["general", "random", "zebra", "ops"], player);
  assert.deepEqual(listed(player), ["1 #general", "2 #ops", "3 #random", "4 #zebra"]);
});

Deno.test("reduce() knows numbers of the run before", () => {
  const player = new Player({ isEmpty: true });
  const name = "alice@chat.example:5000";
  player.state = {
    ...player.state,
    choices: new Map([[`${name} #ops`, { number: 1 }], [`${name} #general`, { number: 7 }]]),
  };
  player.news({ kind: "server-added", address: "chat.example:5000" });
  player.news({
    kind: "welcome",
    username: "Alice",
    rooms: ["general", "new", "ops"],
    lastId: 0,
  });
  assert.deepEqual(listed(player), ["1 #ops", "2 #new", "7 #general"]);
});

Deno.test("reduce() keeps the number of a room that gets another name", () => {
  const player = own(["general", "ops", "random"]);
  player.news({
    kind: "event",
    event: {
      event: "renamed",
      room: "ops",
      name: "zoo",
      by: "bob",
      time: new Date(0).toISOString(),
    },
  });
  assert.deepEqual(listed(player), ["1 #general", "2 #zoo", "3 #random"]);
});

Deno.test("reduce() goes to rooms by their numbers, with two digits behind Alt+J", () => {
  const rooms = Array.from({ length: 12 }, (_, index) => `room-${index + 10}`);
  const player = own(["general", "ops", ...rooms]);
  player.press("alt+2");
  assert.equal(player.active.key, bufferKey("s1", { room: "ops" }));
  player.press("alt+j", "1");
  assert.match(player.screen, /Go to number 1_/);
  player.press("4");
  assert.equal(player.active.key, bufferKey("s1", { room: "room-21" }));
  player.press("alt+j", "0", "2");
  assert.equal(player.active.key, bufferKey("s1", { room: "ops" }));
  player.press("alt+j", "3", "enter");
  assert.equal(player.active.key, bufferKey("s1", { room: "room-10" }));
  player.press("alt+j", "9", "9");
  assert.match(player.screen, /There is no room 99 in the list/);
  player.press("alt+j", "escape").type("1");
  assert.equal(player.line, "1");
  // What is no digit does what it always does.
  player.press("alt+j").type("x");
  assert.equal(player.line, "1x");
  assert.equal(player.state.typedNumber, undefined);
});

Deno.test("reduce() moves rooms within their part of the list, by keys and by number", () => {
  const player = own(["general", "ops", "random"]);
  player.message({ id: 1, from: "bob", to: "alice" }).press("alt+2");
  player.press("alt+shift+up");
  assert.deepEqual(listed(player), ["1 #ops", "2 #general", "3 #random", "4 @bob"]);
  player.press("alt+shift+up");
  assert.match(player.screen, /#ops is at the end of its part of the list/);
  player.press("alt+shift+down", "alt+shift+down");
  assert.deepEqual(listed(player), ["1 #general", "2 #random", "3 #ops", "4 @bob"]);
  const ops = bufferKey("s1", { room: "ops" });
  player.does({ kind: "move", serverId: "s1", bufferKey: ops, to: { number: 1 } });
  assert.deepEqual(listed(player), ["1 #ops", "2 #random", "3 #general", "4 @bob"]);
  player.does({ kind: "move", serverId: "s1", bufferKey: ops, to: { number: 40 } });
  assert.deepEqual(listed(player), ["2 #random", "3 #general", "40 #ops", "4 @bob"]);
});

Deno.test("reduce() puts favourites above the others, with a sign, and back", () => {
  const player = own(["general", "ops", "random"]);
  player.message({ id: 1, from: "bob", to: "alice" });
  const bob = bufferKey("s1", { with: "bob" });
  player.does({ kind: "favourite", serverId: "s1", bufferKey: bob });
  assert.deepEqual(listed(player), ["4 @bob", "1 #general", "2 #ops", "3 #random"]);
  assert.match(player.screen, / 4\*@bob/);
  player.press("alt+a");
  assert.equal(player.active.key, bob);
  player.does({ kind: "favourite", serverId: "s1", bufferKey: bob });
  assert.deepEqual(listed(player), ["1 #general", "2 #ops", "3 #random", "4 @bob"]);
});

Deno.test("ScreenView.frame() marks where something waits to be sent", () => {
  const player = own(["general", "ops"]);
  player.type("hello");
  assert.doesNotMatch(player.screen, /✎/);
  player.press("alt+2");
  assert.match(player.screen, /#general +✎│/);
  player.message({ id: 1 });
  assert.match(player.screen, /#general +✎ 1│/);
  player.press("alt+1", "ctrl+u", "alt+2");
  assert.doesNotMatch(player.screen, /✎/);
});

Deno.test("reduce() forgets the numbers of those who have written longest ago, of too many", () => {
  const player = new Player();
  for (let id = 1; id <= 2_200; id++) {
    player.message({ id, from: `user${id}`, to: "alice" });
    player.does({ kind: "close-place", serverId: "s1", bufferKey: `s1 @user${id}` });
  }
  const { choices = new Map() } = player.state;
  assert.ok(choices.size <= 2_000, `${choices.size}`);
  assert.ok(choices.has("alice@chat.example:5000 #general"));
  assert.equal(roomNumbers(player.state).get(bufferKey("s1", { room: "ops" })), 2);
});

Deno.test("reduce() has no two places with one number, and no number changes by itself", () => {
  const room = fc.constantFrom("a", "b", "c", "d", "e", "f");
  const step = fc.oneof(
    fc.record({ kind: fc.constant("rooms" as const), rooms: fc.uniqueArray(room) }),
    fc.record({ kind: fc.constant("message" as const), room }),
    fc.record({
      kind: fc.constant("move" as const),
      room,
      number: fc.integer({ min: 1, max: 12 }),
    }),
    fc.record({ kind: fc.constant("favourite" as const), room }),
  );
  fc.assert(fc.property(fc.array(step, { maxLength: 30 }), (steps) => {
    const player = new Player();
    let id = 0;
    let before = roomNumbers(player.state);
    for (const each of steps) {
      if (each.kind === "rooms") own(["general", ...each.rooms], player);
      else if (each.kind === "message") {
        const message = messageOf({ id: ++id, from: each.room, to: "alice" });
        player.news({ kind: "message", message, quoted: undefined, isReplayed: false });
      } else {
        const key = bufferKey("s1", { room: each.room });
        player.does(
          each.kind === "favourite"
            ? { kind: "favourite", serverId: "s1", bufferKey: key }
            : { kind: "move", serverId: "s1", bufferKey: key, to: { number: each.number } },
        );
      }
      const now = roomNumbers(player.state);
      assert.equal(new Set(now.values()).size, now.size);
      if (each.kind !== "move") {
        for (const [key, number] of before) assert.equal(now.get(key) ?? number, number);
      }
      before = now;
    }
  }));
});
