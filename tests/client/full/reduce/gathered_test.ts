import assert from "node:assert/strict";
import fc from "fast-check";
import { threadIn } from "../../../../client/full/gathered/gather.ts";
import { bufferKey } from "../../../../client/full/state/buffers.ts";
import { windowsIn, windowsWritten } from "../../../../client/full/state/windows.ts";
import type { Place } from "../../../../protocol/records.ts";
import { messageOf, messagesFrom, messagesIn, Player } from "../support/player.ts";

const GENERAL = bufferKey("s1", { room: "general" });
const OPS = bufferKey("s1", { room: "ops" });
const PLACES: readonly Place[] = [{ room: "general" }, { room: "ops" }];

/** Both rooms in one view, with a message of each. */
function mergedView(size = { columns: 90, rows: 20 }): Player {
  const player = new Player(size);
  player.message({ id: 1, text: "in general" });
  player.does({ kind: "merge", serverId: "s1", places: PLACES });
  player.page([], { hasMore: false, key: OPS });
  return player.message({ id: 2, room: "ops", text: "in ops" });
}

Deno.test("reduce() shows several rooms in one view, by time, each with its name", () => {
  const player = mergedView();
  assert.match(player.screen, /#general in general[^]*#ops in ops/);
  assert.match(player.screen, /alice #general>/);
  assert.deepEqual(player.ids, [1, 2]);
  player.message({ id: 3, text: "more" });
  assert.deepEqual(player.ids, [1, 2, 3]);
});

Deno.test("reduce() says what is written in a merged view in one of its rooms, and Ctrl+X chooses it", () => {
  const player = mergedView().type("hi").press("enter");
  assert.deepEqual(player.last("say").message, { room: "general", text: "hi" });
  assert.equal(player.line, "");
  assert.match(player.active.key, /\+/);
  player.press("ctrl+x");
  assert.match(player.screen, /alice #ops>/);
  player.type("there").press("enter");
  assert.deepEqual(player.last("say").message, { room: "ops", text: "there" });
  player.type("/topic new").press("enter");
  assert.equal(player.last("command").bufferKey, OPS);
  // A reply goes where the message is.
  player.press("alt+m", "up", "r").type("well").press("enter");
  assert.deepEqual(player.last("say").message, { room: "general", text: "well", reply_to: 1 });
  player.type("@nobody").press("enter");
  assert.equal(player.room("general").draft.line.before, "");
});

Deno.test("reduce() replies in the room of a message that has left the memory, and in no other", () => {
  const player = mergedView();
  player.press("ctrl+x", "alt+m", "up", "r").type("well");
  const { state } = player;
  const buffers = state.buffers.map((each) =>
    each.key === GENERAL ? { ...each, entries: [] } : each
  );
  player.state = { ...state, buffers };
  player.press("enter");
  assert.deepEqual(player.last("say").message, { room: "general", text: "well", reply_to: 1 });
  // A room that is closed is not replied to in another one.
  player.message({ id: 3, text: "more" }).press("alt+m", "r").type("secret");
  const count = player.wanted("say").length;
  const left = player.state.buffers.filter(({ key }) => key !== GENERAL);
  player.state = { ...player.state, buffers: left };
  player.press("enter");
  assert.equal(player.wanted("say").length, count);
  assert.equal(player.line, "secret");
});

Deno.test("reduce() takes what a merged view shows for read, and rings no bell for it", () => {
  const player = mergedView();
  assert.equal(player.room("ops").unread, 0);
  assert.ok(player.wanted("read").some(({ place }) => place.room === "ops"));
  player.message({ id: 3, room: "ops", text: "@alice look" });
  assert.equal(player.wanted("notify").length, 0);
  player.press("alt+1").message({ id: 4, room: "ops", text: "@alice look" });
  assert.equal(player.wanted("notify").length, 1);
  assert.equal(player.room("ops").unread, 1);
});

Deno.test("reduce() shows in a merged view what becomes of messages", () => {
  const player = mergedView();
  player.news({
    kind: "change",
    event: {
      event: "deleted",
      message: 2,
      room: "ops",
      by: "bob",
      time: new Date(0).toISOString(),
    } as never,
  });
  assert.match(player.screen, /#ops \(deleted\)/);
});

Deno.test("reduce() keeps merged views in windows for the next run", () => {
  const player = mergedView({ columns: 120, rows: 24 }).press("alt+w", "v", "alt+1");
  const written = windowsWritten(player.state);
  const again = new Player({ columns: 120, rows: 24, isEmpty: true });
  again.state = { ...again.state, ...windowsIn(written) };
  again.news({ kind: "server-added", address: "chat.example:5000" });
  again.news({ kind: "welcome", username: "alice", rooms: ["general", "ops"], lastId: 0 });
  again.does({ kind: "open-place", serverId: "s1", place: { room: "general" } });
  again.page(messagesFrom(1, 3), { hasMore: false });
  again.page([messageOf({ id: 4, room: "ops" })], { hasMore: false, key: OPS });
  assert.match(again.screen, /│ #general \+ #ops +│ #general/);
  assert.match(again.screen, /#ops message 4/);
  assert.equal(windowsWritten(again.state), written);
});

Deno.test("reduce() knows in views who is in the room to which they write, and its language", () => {
  const merged = mergedView();
  const spelling = { language: "en_US", rooms: { "#ops": "de_DE" } };
  merged.does({ kind: "settings", settings: { ...merged.state.settings, spelling } });
  merged.does({
    kind: "people",
    serverId: "s1",
    room: "ops",
    people: [{ username: "walter", isOnline: true, away: undefined, role: undefined }],
    isCut: false,
  });
  merged.type("wal").press("tab");
  assert.equal(merged.line, "wal");
  merged.press("ctrl+u", "ctrl+x").type("wal").press("tab");
  assert.equal(merged.line, "walter: ");
  assert.equal(merged.last("people").room, "ops");
  merged.type("wrod walter ");
  assert.deepEqual(merged.last("check-words").words, ["wrod"]);
  assert.equal(merged.last("check-words").language, "de_DE");
  merged.press("ctrl+x");
  assert.equal(merged.last("check-words").language, "en_US");
});

Deno.test("reduce() passes over the rooms of a merged view that were left meanwhile", () => {
  const player = mergedView().press("ctrl+x").type("for ops");
  player.news({ kind: "own-rooms", rooms: ["general"] });
  assert.match(player.press("enter").screen, /What this would go to is not there any more/);
  assert.equal(player.line, "for ops");
  assert.equal(player.wanted("say").length, 0);
  player.press("ctrl+x");
  assert.match(player.screen, /alice #general>/);
  assert.match(player.press("ctrl+x").screen, /alice #general>/);
});

Deno.test("reduce() leaves a merged view for the room that a command leads to, whichever it is", () => {
  for (const command of ["/room general", "/room #ops", "/join general"]) {
    const player = mergedView().type(command).press("enter");
    assert.equal(player.active.key, command.includes("general") ? GENERAL : OPS, command);
    assert.equal(player.line, "");
  }
  const player = mergedView().type("/room a b").press("enter");
  assert.match(player.active.key, /\+/);
});

/** A client that starts with the windows of another one, up to where its server is there. */
function startedWith(written: string): Player {
  const again = new Player({ columns: 120, rows: 24, isEmpty: true });
  again.state = { ...again.state, ...windowsIn(written) };
  again.news({ kind: "server-added", address: "chat.example:5000" });
  return again.news({ kind: "welcome", username: "alice", rooms: ["general", "ops"], lastId: 0 });
}

Deno.test("reduce() gives a merged view the focus again that it had in the run before", () => {
  for (const keys of [[], ["alt+w", "v", "alt+1", "f7"]]) {
    const player = mergedView({ columns: 120, rows: 24 }).press(...keys);
    assert.match(player.active.key, /\+/);
    const written = windowsWritten(player.state);
    const again = startedWith(written);
    assert.equal(windowsWritten(again.state), written); // also of a client that is left by now
    again.does({ kind: "open-place", serverId: "s1", place: { room: "general" } });
    assert.match(again.active.key, /\+/);
    assert.match(again.screen, /alice #general>/);
    assert.equal(windowsWritten(again.state), written);
    assert.equal(again.press("alt+2").active.key, OPS);
  }
});

Deno.test("reduce() gives the focus back where all windows show merged views", () => {
  const player = mergedView({ columns: 120, rows: 24 }).press("alt+w", "v");
  const again = startedWith(windowsWritten(player.state));
  again.does({ kind: "open-place", serverId: "s1", place: { room: "general" } });
  assert.equal(windowsWritten(again.state), windowsWritten(player.state));
  assert.match(again.screen, /#general \+ #ops +│ #general \+ #ops/);
});

Deno.test("reduce() leads nobody back to a merged view who has begun something else", () => {
  const again = startedWith(windowsWritten(mergedView().state)).press("alt+2");
  again.does({ kind: "open-place", serverId: "s1", place: { room: "general" } });
  assert.equal(again.active.key, GENERAL);
});

Deno.test("reduce() closes a merged view, and says what it needs", () => {
  const player = mergedView();
  player.does({ kind: "close-place", serverId: "s1", bufferKey: GENERAL });
  assert.equal(player.active.key, GENERAL);
  assert.ok(!player.state.buffers.some(({ gathers }) => gathers !== undefined));
  const merge = (...places: Place[]) => player.does({ kind: "merge", serverId: "s1", places });
  merge({ room: "general" }, { room: "general" });
  assert.match(player.screen, /two or more rooms/);
  // Nobody writes to somebody else because one of them is not there.
  merge({ room: "general" }, { room: "ops" }, { with: "carol" });
  assert.match(player.screen, /No conversation with @carol is open; \/query carol opens it/);
  merge({ room: "general" }, { room: "none" });
  assert.match(player.screen, /You are not in #none; \/join #none comes first/);
  assert.ok(!player.state.buffers.some(({ gathers }) => gathers !== undefined));
  assert.match(player.press("ctrl+x").screen, /no merged view/);
});

/** A question in #general, with answers between other messages. */
function conversation(player: Player): Player {
  return player
    .message({ id: 1, text: "who is there?" })
    .message({ id: 2, text: "nothing to do with it" })
    .message({ id: 3, text: "I am", reply_to: 1 })
    .message({ id: 4, text: "so am I", reply_to: 3 });
}

Deno.test("reduce() shows a thread beside the room, and what is written there replies", () => {
  const player = conversation(new Player({ columns: 120, rows: 24 }));
  player.press("alt+m", "t");
  assert.deepEqual(player.ids, [1, 3, 4]);
  assert.match(player.screen, /│ #general +│ ↳ #general/);
  player.type("me too").press("enter");
  assert.deepEqual(player.last("say").message, {
    room: "general",
    text: "me too",
    reply_to: 1,
  });
  player.message({ id: 5, text: "me too", from: "alice", reply_to: 1 });
  player.message({ id: 6, text: "nothing again" }).message({ id: 7, text: "me", reply_to: 4 });
  assert.deepEqual(player.ids, [1, 3, 4, 5, 7]);
  // What is drafted in the room stays there.
  player.press("f7").type("half").press("f8").type("whole").press("enter");
  assert.equal(player.last("say").message.text, "whole");
  player.press("f7");
  assert.equal(player.line, "half");
});

Deno.test("reduce() replies in a thread also when its first message has left the memory", () => {
  const player = conversation(new Player({ columns: 120, rows: 24 }));
  player.press("alt+m", "t");
  const { state } = player;
  const buffers = state.buffers.map((each) => ({
    ...each,
    entries: each.entries.filter(({ id }) => id > 3),
  }));
  player.state = { ...state, buffers };
  player.type("me too").press("enter");
  assert.deepEqual(player.last("say").message, { room: "general", text: "me too", reply_to: 1 });
});

Deno.test("reduce() forgets a thread whose window is closed, and shows another one in its place", () => {
  const player = conversation(new Player({ columns: 120, rows: 24 }));
  player.message({ id: 5, text: "something else" }).message({ id: 6, text: "yes", reply_to: 5 });
  player.press("alt+m", "t", "f7", "alt+m", "up", "up", "t");
  assert.equal(player.state.windows?.others.size, 1);
  assert.deepEqual(player.ids, [1, 3, 4]);
  player.press("alt+w", "x");
  assert.equal(player.active.key, GENERAL);
  assert.ok(!player.state.buffers.some(({ gathers }) => gathers !== undefined));
});

Deno.test("reduce() shows a thread in the place of its room where there is no space beside it", () => {
  const player = conversation(new Player({ columns: 40, rows: 12 })).press("alt+m", "t");
  assert.deepEqual(player.ids, [1, 3, 4]);
  assert.match(player.screen, /↳ #general/);
  player.press("alt+1");
  assert.deepEqual(player.ids, [1, 2, 3, 4]);
  assert.ok(!player.state.buffers.some(({ gathers }) => gathers !== undefined));
});

Deno.test("reduce() keeps no thread for the next run, but the other windows", () => {
  const player = conversation(new Player({ columns: 120, rows: 24 })).press("alt+m", "t");
  assert.equal(windowsWritten(player.state), "");
  player.press("f7", "alt+w", "s", "alt+2");
  const { others } = windowsIn(windowsWritten(player.state)).windows ?? {};
  assert.deepEqual([...others?.values() ?? []].map(({ name }) => name), [
    "alice@chat.example:5000 #general",
  ]);
});

Deno.test("reduce() gathers what comes one by one as it does what is there already", () => {
  const message = fc.record({
    room: fc.constantFrom("general", "ops"),
    reply: fc.option(fc.nat(), { nil: undefined }),
  });
  fc.assert(
    fc.property(fc.array(message, { maxLength: 40 }), fc.nat(), (messages, opened) => {
      const size = { columns: 120, rows: 24 };
      const [one, other] = [new Player(size), new Player(size)];
      const rooms = new Map<string, number[]>([["general", []], ["ops", []]]);
      const all = messages.map(({ reply, room }, index) => {
        const ids = rooms.get(room) ?? [];
        const id = index + 1;
        const to = reply === undefined || ids.length === 0 ? undefined : ids[reply % ids.length];
        ids.push(id);
        return messageOf({ id, room, ...(to === undefined ? {} : { reply_to: to }) });
      });
      const open = (player: Player) =>
        player.does({ kind: "merge", serverId: "s1", places: PLACES });
      const at = opened % (all.length + 1);
      for (const [index, each] of all.entries()) {
        if (index === at) open(one);
        one.message(each);
        other.message(each);
      }
      if (at >= all.length) open(one);
      open(other);
      assert.deepEqual(one.ids, other.ids);
      assert.deepEqual(one.ids, all.map(({ id }) => id));
      const [first] = rooms.get("general") ?? [];
      if (first === undefined) return;
      other.does({ kind: "thread", serverId: "s1", place: { room: "general" }, id: first });
      const thread = threadIn(other.room("general").entries, first).map(({ id }) => id);
      assert.deepEqual(messagesIn(other.active).map(({ id }) => id), thread);
    }),
    { numRuns: 60 },
  );
});
