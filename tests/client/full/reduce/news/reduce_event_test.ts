import assert from "node:assert/strict";
import type { StateEvent } from "../../../../../client/wording/event_text.ts";
import { messageOf, Player } from "../../support/player.ts";

const TIME = "2026-11-20T17:00:00.000Z";

function happens(player: Player, event: StateEvent): Player {
  return player.news({ kind: "event", event });
}

Deno.test("reduce() folds comings and goings into one line until something else comes", () => {
  const player = new Player();
  for (const username of ["bob", "carol"]) {
    happens(player, { event: "joined", room: "general", username, time: TIME });
  }
  happens(player, {
    event: "left",
    room: "general",
    username: "bob",
    reason: "offline",
    time: TIME,
  });
  assert.equal(player.active.entries.length, 1);
  const [entry] = player.active.entries;
  assert.ok(entry?.kind === "traffic");
  assert.deepEqual(entry.joined, ["carol"]);
  assert.deepEqual(entry.left, ["bob"]);
  player.message({ id: 1 });
  happens(player, { event: "joined", room: "general", username: "bob", time: TIME });
  assert.deepEqual(player.active.entries.map(({ kind }) => kind), [
    "traffic",
    "message",
    "traffic",
  ]);
});

Deno.test("reduce() keeps the people of the room up to date", () => {
  const player = new Player();
  player.news({
    kind: "people",
    room: "general",
    isCut: false,
    people: ["alice", "bob"].map((username) => ({
      username,
      isOnline: true,
      away: undefined,
      role: "member" as const,
    })),
  });
  happens(player, { event: "joined", room: "general", username: "carol", time: TIME });
  assert.equal(player.active.online, 3);
  happens(player, {
    event: "left",
    room: "general",
    username: "bob",
    reason: "offline",
    time: TIME,
  });
  assert.equal(player.active.online, 2);
  assert.equal(player.active.people.length, 3);
  happens(player, {
    event: "left",
    room: "general",
    username: "bob",
    reason: "parted",
    time: TIME,
  });
  assert.equal(player.active.people.length, 2);
  happens(player, { event: "presence", username: "carol", away: "lunch", time: TIME });
  assert.equal(player.active.people.find(({ username }) => username === "carol")?.away, "lunch");
  const role = {
    event: "role",
    room: "general",
    username: "carol",
    role: "owner",
    by: "alice",
  } as const;
  happens(player, { ...role, time: TIME });
  assert.equal(player.active.people[0]?.username, "carol", "owners come first");
});

Deno.test("reduce() shows who writes until they have sent it or time is over", () => {
  const player = new Player();
  happens(player, { event: "typing", room: "general", username: "bob" });
  happens(player, { event: "typing", room: "general", username: "carol" });
  assert.ok(player.screen.includes("bob and carol are typing"));
  player.message({ id: 1, from: "bob" });
  assert.deepEqual(player.active.typing.map(({ username }) => username), ["carol"]);
  player.state = { ...player.state, nowMs: player.state.nowMs + 60_000 };
  player.does({ kind: "tick" });
  assert.deepEqual(player.active.typing, []);
});

Deno.test("reduce() follows a room to its new name with everything in it", () => {
  const player = new Player().message({ id: 1 }).type("half");
  happens(player, { event: "renamed", room: "general", name: "lobby", by: "bob", time: TIME });
  assert.equal(player.active.place?.room, "lobby");
  assert.equal(player.line, "half");
  assert.equal(player.ids.length, 1);
});

Deno.test("reduce() keeps the room on the screen that one was removed from, until one goes on", () => {
  const player = new Player().message({ id: 1 });
  const left = {
    event: "left",
    room: "general",
    username: "alice",
    by: "bob",
    time: TIME,
  } as const;
  happens(player, { ...left, reason: "banned" });
  assert.equal(player.active.isIn, false);
  assert.ok(player.screen.includes("you were banned"));
  player.press("alt+2");
  assert.deepEqual(player.state.buffers.map(({ place }) => place?.room), [undefined, "ops"]);
});

Deno.test("reduce() takes rooms away that the account is not in any more, but nothing unsent", () => {
  const player = new Player().press("alt+2").type("half").press("alt+1");
  player.news({ kind: "own-rooms", rooms: ["general", "new"] });
  assert.deepEqual(player.state.buffers.flatMap(({ place }) => place?.room ?? []), [
    "general",
    "ops",
    "new",
  ]);
  assert.equal(player.room("ops").isIn, false);
});

Deno.test("reduce() survives events that it does not know", () => {
  const event = { event: "from_the_future", room: "general", text: "x" } as unknown as StateEvent;
  assert.doesNotThrow(() => happens(new Player(), event));
});

Deno.test("reduce() tells of a measure in the room that it is about", () => {
  const player = new Player();
  happens(player, {
    event: "measure",
    kind: "slow",
    room: "general",
    by: "mona",
    seconds: 10,
    time: "2026-11-20T17:00:00.000Z",
  });
  const lines = player.room("general").entries.flatMap((entry) =>
    entry.kind === "lines" ? entry.lines : []
  );
  assert.match(lines.at(-1) ?? "", /mona/);
});

Deno.test("reduce() keeps the server's count of who is online when the list of people is cut", () => {
  const player = new Player();
  player.news({
    kind: "rooms",
    rooms: [{ room: "general", role: "member", online: 1_500 } as never],
  });
  const people = [{ username: "bob", isOnline: true, away: undefined, role: undefined }];
  player.news({ kind: "people", room: "general", isCut: true, people });
  happens(player, { event: "joined", room: "general", username: "carol", time: TIME });
  happens(player, {
    event: "left",
    room: "general",
    username: "bob",
    reason: "removed",
    time: TIME,
  });
  assert.equal(player.active.online, 1_500);
  assert.deepEqual(player.active.people, []);
});

Deno.test("reduce() counts nobody out of a room whose people are not known yet", () => {
  const player = new Player();
  player.news({ kind: "rooms", rooms: [{ room: "ops", role: "member", online: 4 } as never] });
  happens(player, { event: "left", room: "ops", username: "bob", reason: "removed", time: TIME });
  assert.equal(player.room("ops").online, 4);
});

Deno.test("reduce() fetches anew what came for the old name of a room, and loses no own message", () => {
  const player = new Player().message({ id: 50 });
  player.page([], { hasMore: true }).press("pageup");
  const { which } = player.last("fetch");
  assert.equal(which.kind, "older");
  player.type("on its way").press("enter");
  const { ticket } = player.last("say");
  happens(player, { event: "renamed", room: "general", name: "lobby", by: "bob", time: TIME });
  player.page([messageOf({ id: 40 })], { hasMore: false, which });
  assert.equal(player.last("fetch").bufferKey, "s1 #lobby");
  assert.deepEqual(player.last("fetch").which, { kind: "latest" });
  player.news({ kind: "refused", ticket, reason: "There is no such room" });
  assert.equal(player.active.pending[0]?.failure, "There is no such room");
  player.press("alt+r");
  assert.equal(player.last("say").message.room, "lobby");
});

Deno.test("reduce() says where the reader is that they were put out of a room elsewhere", () => {
  const player = new Player();
  happens(player, {
    event: "left",
    room: "ops",
    username: "alice",
    reason: "removed",
    by: "carol",
    time: TIME,
  });
  assert.match(player.screen, /you were removed from #ops by carol/);
});

Deno.test("reduce() says at another server where the reader is that they were put out of a room", () => {
  const player = new Player();
  player.news({ kind: "server-added", address: "other:5000" }, "s2");
  player.news({ kind: "welcome", username: "alice", rooms: ["zoo"], lastId: 0 }, "s2");
  player.news({
    kind: "event",
    event: { event: "room_deleted", room: "zoo", by: "bob", time: TIME },
  }, "s2");
  assert.match(player.screen, /other:5000: bob deleted #zoo/);
});

Deno.test("reduce() keeps what was typed for a room that one was put out of, and sends it nowhere", () => {
  const player = new Player().press("alt+2").type("for ops");
  happens(player, {
    event: "left",
    room: "ops",
    username: "alice",
    reason: "banned",
    by: "carol",
    time: TIME,
  });
  player.type(" only").press("enter");
  assert.equal(player.line, "for ops only");
  assert.equal(player.wanted("say").length, 0);
  player.press("alt+1");
  assert.equal(player.line, "");
});

/** Somebody else's three messages in `#general`, read, and a long time ago. */
function read3(): Player {
  const player = new Player();
  for (const id of [1, 2, 3]) player.message({ id });
  player.state = { ...player.state, nowMs: player.state.nowMs + 60_000 };
  return player.does({ kind: "tick" });
}

const MARKED = { event: "read", room: "general", id: 1, unread: 2, mentions: 1 } as const;

Deno.test("reduce() shows what another device has marked as not read", () => {
  const player = read3().press("alt+2");
  happens(player, MARKED);
  const { firstUnreadId, mentions, unread } = player.room("general");
  assert.deepEqual({ firstUnreadId, mentions, unread }, {
    firstUnreadId: 2,
    mentions: 1,
    unread: 2,
  });
  player.press("alt+1");
  assert.equal(player.active.unread, 0);
  assert.equal(player.last("read").id, 3);
});

Deno.test("reduce() keeps unread what another device has marked so where the reader is", () => {
  const player = read3();
  happens(player, MARKED);
  assert.equal(player.active.unread, 2);
  player.does({ kind: "tick" });
  assert.equal(player.active.unread, 2);
  player.message({ id: 4 });
  assert.equal(player.active.unread, 0);
});

Deno.test("reduce() takes what two devices show at the same time for read", () => {
  const player = new Player();
  for (const id of [1, 2, 3]) player.message({ id });
  happens(player, MARKED);
  assert.equal(player.active.unread, 0);
});

Deno.test("reduce() says once that the reader was removed, with the reason", () => {
  const player = new Player();
  happens(player, {
    event: "measure",
    kind: "kick",
    room: "general",
    username: "alice",
    by: "carol",
    reason: "noise",
    time: TIME,
  });
  happens(player, {
    event: "left",
    room: "general",
    username: "alice",
    reason: "removed",
    by: "carol",
    time: TIME,
  });
  const lines = player.active.entries.flatMap((entry) => entry.kind === "lines" ? entry.lines : []);
  assert.equal(lines.length, 1);
  assert.match(lines[0] ?? "", /noise/);
});

Deno.test("reduce() leaves a ban to the answer that whoever made it has got", () => {
  const player = new Player();
  const left = { event: "left", room: "general", reason: "banned", time: TIME } as const;
  happens(player, { ...left, username: "bob", by: "alice" });
  assert.equal(player.active.entries.length, 0);
  happens(player, { ...left, username: "dave", by: "carol" });
  assert.match(player.screen, /dave was banned by carol/);
});
