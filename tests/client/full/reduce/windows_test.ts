import assert from "node:assert/strict";
import fc from "fast-check";
import { bufferKey } from "../../../../client/full/state/buffers.ts";
import { windowsIn, windowsWritten } from "../../../../client/full/state/windows.ts";
import type { WindowOrder } from "../../../../client/full/windows/order.ts";
import { namedKey } from "../../../../client/terminal/input/key.ts";
import { messagesFrom, Player } from "../support/player.ts";

const GENERAL = bufferKey("s1", { room: "general" });
const OPS = bufferKey("s1", { room: "ops" });
const SIZE = { columns: 110, rows: 24 };

function ordered(player: Player, order: WindowOrder): Player {
  return player.does({ kind: "window", serverId: "s1", order });
}

/** #general on the left with messages, #ops on the right, where one writes. */
function sideBySide(): Player {
  const player = new Player(SIZE);
  player.page(messagesFrom(1, 40), { hasMore: false });
  player.press("alt+w", "v", "alt+2");
  return player.page([], { hasMore: false, key: OPS });
}

Deno.test("reduce() splits the screen, and a room goes into the window that one writes in", () => {
  const player = sideBySide();
  assert.equal(player.active.key, OPS);
  assert.match(player.screen, /│ #general +│ #ops/);
  assert.match(player.screen, /message 40/);
  player.type("hi").press("enter");
  assert.deepEqual(player.last("say").message, { room: "ops", text: "hi" });
  player.press("alt+w", "left");
  assert.equal(player.active.key, GENERAL);
  player.type("there").press("enter");
  assert.deepEqual(player.last("say").message, { room: "general", text: "there" });
});

Deno.test("reduce() shows new messages in all windows, and counts as read only where one writes", () => {
  const player = sideBySide().message({ id: 41, text: "look here" });
  assert.match(player.screen, /look here/);
  assert.equal(player.room("general").unread, 1);
  assert.match(player.screen, /#general +1 │ #ops/);
  player.press("f7");
  assert.equal(player.room("general").unread, 0);
  assert.equal(player.last("read").id, 41);
  player.message({ id: 42, room: "ops" });
  assert.equal(player.room("general").unread, 0);
  assert.equal(player.room("ops").unread, 1);
});

Deno.test("reduce() scrolls each window by itself, also where two show the same room", () => {
  const player = new Player(SIZE);
  player.page(messagesFrom(1, 60), { hasMore: false });
  player.press("alt+w", "s", "pageup");
  const rows = () => player.screen.split("\n");
  const titles = () => rows().flatMap((row, at) => /│ #general/.test(row) ? [at] : []);
  assert.equal(titles().length, 2);
  const [, second = 0] = titles();
  assert.match(rows().slice(0, second).join("\n"), /message 60/);
  assert.doesNotMatch(rows().slice(second, -2).join("\n"), /message 60/);
  player.press("alt+w", "up");
  assert.match(rows().slice(0, second).join("\n"), /message 60/);
  assert.doesNotMatch(rows().slice(second, -2).join("\n"), /message 60/);
  player.press("alt+w", "down", "alt+end");
  assert.match(rows().slice(second, -2).join("\n"), /message 60/);
});

Deno.test("reduce() zooms, balances, closes, and leaves one window", () => {
  const player = sideBySide().press("alt+w", "s").press("alt+z");
  assert.doesNotMatch(player.screen, /message 40/);
  assert.match(player.screen, /#ops .* 1 of 3 windows/);
  player.press("alt+z");
  assert.match(player.screen, /message 40/);
  assert.doesNotMatch(player.screen, /3 windows/);
  player.press("alt+w", "x");
  assert.equal(player.state.windows?.others.size, 1);
  assert.equal(player.active.key, OPS);
  player.press("alt+w", "x");
  assert.equal(player.state.windows, undefined);
  assert.equal(player.active.key, GENERAL);
  player.press("alt+w", "x");
  assert.match(player.screen, /There is one window only/);
  player.press("alt+w", "v", "alt+w", "s", "alt+w", "o");
  assert.equal(player.state.windows, undefined);
});

Deno.test("reduce() splits no window that would be too small, and shows one where the screen shrinks", () => {
  const small = new Player({ columns: 40, rows: 24 }).press("alt+w", "v");
  assert.equal(small.state.windows, undefined);
  assert.match(small.screen, /no room for another window/);
  const player = sideBySide();
  player.does({ kind: "resized", size: { columns: 30, rows: 6 } });
  assert.doesNotMatch(player.screen, /message 40/);
  player.press("f8");
  assert.match(player.screen, /message 40/);
  player.does({ kind: "resized", size: SIZE });
  assert.match(player.screen, /│ #general +│ #ops/);
});

Deno.test("reduce() fetches what a window shows that was not looked at", () => {
  const player = new Player(SIZE);
  ordered(player, { do: "split", into: "columns", key: OPS });
  assert.equal(player.last("fetch").bufferKey, OPS);
  assert.equal(player.active.key, OPS);
});

Deno.test("reduce() keeps the windows for the next run, in which rooms come one after the other", () => {
  const written = windowsWritten(sideBySide().state);
  const player = new Player({ ...SIZE, isEmpty: true });
  player.state = { ...player.state, ...windowsIn(written) };
  player.news({ kind: "server-added", address: "chat.example:5000" });
  assert.match(player.screen, /\(#general\)/);
  player.news({ kind: "welcome", username: "alice", rooms: ["general", "ops"], lastId: 0 });
  player.does({ kind: "open-place", serverId: "s1", place: { room: "ops" } });
  assert.ok(player.wanted("fetch").some((effect) => effect.bufferKey === GENERAL));
  player.page(messagesFrom(1, 3), { hasMore: false });
  assert.match(player.screen, /│ #general +│ #ops/);
  assert.match(player.screen, /message 3/);
  assert.equal(windowsWritten(player.state), written);
});

Deno.test("reduce() leaves a window empty whose room is gone, until that comes back", () => {
  const player = sideBySide();
  player.news({ kind: "own-rooms", rooms: ["ops"] });
  assert.match(player.screen, /│ \(#general\) +│ #ops/);
  player.news({ kind: "own-rooms", rooms: ["general", "ops"] });
  assert.match(player.screen, /│ #general +│ #ops/);
  // Whoever goes into an empty window writes where they have written before.
  player.news({ kind: "own-rooms", rooms: ["ops"] });
  player.press("f7").type("x").press("enter");
  assert.deepEqual(player.last("say").message, { room: "ops", text: "x" });
});

Deno.test("windowsIn() takes nothing that makes no sense", () => {
  const wrong = [
    "",
    "{",
    "[]",
    "1",
    "null",
    '{"tree":1}',
    '{"tree":{"into":"rows","parts":[1,2]}}',
  ];
  for (const text of wrong) assert.deepEqual(windowsIn(text), {});
  const { windows: odd } = windowsIn(JSON.stringify({
    tree: { into: "rows", parts: [{ tree: 3, weight: 1 }, { tree: 7, weight: 1e9 }] },
    focused: 99,
    shows: { 3: 5, 7: "x".repeat(10_000) },
  }));
  assert.equal(odd?.focused, 3);
  assert.deepEqual([...odd?.others ?? []], [[7, { key: "", name: "", scroll: { kind: "end" } }]]);
});

Deno.test("reduce() draws whatever windows there are, on screens of any size", () => {
  const press = fc.constantFrom(
    ["alt+w", "v"],
    ["alt+w", "s"],
    ["alt+w", "x"],
    ["alt+w", "left"],
    ["alt+w", "down"],
    ["alt+w", "+"],
    ["alt+w", "o"],
    ["alt+z"],
    ["f7"],
    ["f8"],
    ["alt+1"],
    ["alt+2"],
    ["pageup"],
    ["pagedown"],
    ["alt+l"],
    ["alt+m"],
    ["alt+m", "t"],
    ["alt+m", "r"],
    ["ctrl+x"],
    ["ctrl+u", "/", "m", "enter"],
    ["alt+k"],
    ["escape"],
    ["x", "enter"],
  );
  const size = fc.record({
    columns: fc.integer({ min: 1, max: 180 }),
    rows: fc.integer({ min: 1, max: 60 }),
  });
  const rooms = fc.constantFrom<readonly string[]>(["general"], ["ops"], ["general", "ops"]);
  const step = fc.oneof(
    { weight: 12, arbitrary: press },
    { weight: 2, arbitrary: size },
    fc.constant({ merge: [{ room: "ops" }, { room: "general" }] }),
    rooms.map((own) => ({ own })),
  );
  fc.assert(
    fc.property(fc.array(step, { maxLength: 25 }), (steps) => {
      const player = sideBySide();
      let id = 100;
      for (const each of steps) {
        if ("columns" in each) player.does({ kind: "resized", size: each });
        else if ("merge" in each) {
          player.does({ kind: "merge", serverId: "s1", places: each.merge });
        } else if ("own" in each) player.news({ kind: "own-rooms", rooms: each.own });
        else player.press(...each);
        const room = id++ % 2 === 0 ? "ops" : "general";
        player.message({ id, room, ...(id % 3 === 0 ? { reply_to: id - 2 } : {}) });
        const { columns, rows } = player.state.size;
        const drawn = player.screen.split("\n");
        assert.equal(drawn.length, rows);
        for (const row of drawn) assert.equal(row.length, columns);
        const { windows } = player.state;
        assert.ok(windows === undefined || !windows.others.has(windows.focused));
        assert.equal(player.state.buffers.filter(({ key }) => key === player.active.key).length, 1);
      }
    }),
    { numRuns: 60 },
  );
});

Deno.test("reduce() scrolls the window under the mouse, and goes to it with a click", () => {
  const player = sideBySide().press("f2");
  const over = (name: string) =>
    player.does({ kind: "key", key: { ...namedKey(name), at: { row: 8, column: 25 } } });
  assert.match(player.screen, /message 40/);
  over("wheelup");
  assert.doesNotMatch(player.screen, /message 40/);
  assert.equal(player.active.key, OPS);
  over("wheeldown");
  assert.match(player.screen, /message 40/);
  over("click");
  assert.equal(player.active.key, GENERAL);
});
