import assert from "node:assert/strict";
import { bufferKey } from "../../../client/full/state/buffers.ts";
import type { Settings } from "../../../client/full/state/state.ts";
import { Player } from "./support/player.ts";

const GENERAL = bufferKey("s1", { room: "general" });
const OPS = bufferKey("s1", { room: "ops" });

const HERE = { room: "general", time: new Date(0).toISOString() };
const LEFT = { event: "left", username: "carol", reason: "offline", ...HERE } as const;
const JOINED = { event: "joined", username: "dave", ...HERE } as const;

function playerWith(settings: Partial<Settings>, size?: { columns: number; rows: number }): Player {
  const player = new Player(size);
  player.state = { ...player.state, settings: { ...player.state.settings, ...settings } };
  return player;
}

/** Carol, who has spoken, and dave, who has not, come and go. */
function commotion(player: Player): Player {
  return player
    .message({ id: 1, from: "carol", text: "I am off" })
    .news({ kind: "event", event: LEFT })
    .news({ kind: "event", event: JOINED });
}

Deno.test("reduce() shows everybody who comes and goes unless something else is wanted", () => {
  assert.match(commotion(new Player()).screen, /dave joined · carol left/);
});

Deno.test("reduce() shows with `smart` only those come and go who have spoken lately", () => {
  const player = commotion(playerWith({ traffic: "smart" }));
  assert.match(player.screen, /│ carol left/);
  assert.doesNotMatch(player.screen, /dave/);
});

Deno.test("reduce() forgets after half an hour that somebody has spoken", () => {
  const player = playerWith({ traffic: "smart" }).message({ id: 1, from: "carol" });
  player.state = { ...player.state, nowMs: player.state.nowMs + 40 * 60_000 };
  player.news({ kind: "event", event: LEFT });
  assert.doesNotMatch(player.screen, /carol left/);
});

Deno.test("reduce() shows with `off` nobody, and with another choice everybody who was there", () => {
  const player = commotion(playerWith({ traffic: "off" }));
  assert.doesNotMatch(player.screen, /joined|left/);
  const serverId = "s1";
  const choose = (traffic: "all" | "off" | undefined) =>
    player.does({ kind: "place-choice", serverId, bufferKey: GENERAL, change: { traffic } });
  assert.match(choose("all").screen, /dave joined · carol left/);
  assert.doesNotMatch(choose(undefined).screen, /joined|left/);
});

Deno.test("reduce() keeps what was chosen for a room to that room", () => {
  const player = new Player();
  player.does({
    kind: "place-choice",
    serverId: "s1",
    bufferKey: OPS,
    change: { traffic: "off" },
  });
  assert.match(commotion(player).screen, /dave joined/);
  assert.equal(player.state.choices?.get("alice@chat.example:5000 #ops")?.traffic, "off");
});

Deno.test("ScreenView.frame() shows a day once though comings before it are hidden", () => {
  const player = playerWith({ traffic: "off" });
  player.news({ kind: "event", event: JOINED });
  assert.doesNotMatch(player.screen, /November/);
  player.message({ id: 1 });
  assert.equal(player.screen.match(/November/g)?.length, 1);
  player.press("pageup", "pageup").press("pagedown");
  assert.match(player.screen, /message 1/);
});

Deno.test("reduce() shows that somebody is typing, and tells of it, unless that is switched off", () => {
  const typing = { event: "typing", room: "general", username: "bob" } as const;
  const usual = new Player().news({ kind: "event", event: typing }).type("h");
  assert.match(usual.screen, /bob is typing/);
  assert.equal(usual.wanted("typed").length, 1);
  const quiet = playerWith({ showsTyping: false, tellsTyping: false })
    .news({ kind: "event", event: typing }).type("h");
  assert.doesNotMatch(quiet.screen, /typing/);
  assert.equal(quiet.wanted("typed").length, 0);
});

Deno.test("ScreenView.frame() counts nothing in a room that is muted, but calls", () => {
  const player = new Player({ columns: 90, rows: 16 });
  player.does({ kind: "notify-mode", serverId: "s1", bufferKey: OPS, mode: "none" });
  player.message({ id: 1, room: "ops" });
  assert.match(player.screen, /#ops +│/);
  player.message({ id: 2, room: "ops", text: "@alice look" });
  assert.match(player.screen, /#ops +@1│/);
});

Deno.test("ScreenView.frame() leaves out muted rooms where that is wanted, until somebody calls", () => {
  const player = playerWith({ hidesMuted: true }, { columns: 90, rows: 16 });
  player.does({ kind: "notify-mode", serverId: "s1", bufferKey: OPS, mode: "none" });
  player.message({ id: 1, room: "ops" });
  assert.doesNotMatch(player.screen, /#ops/);
  player.press("ctrl+n");
  assert.equal(player.active.key, GENERAL);
  player.press("alt+2");
  assert.match(player.screen, /2 #ops/);
  player.press("alt+1").message({ id: 2, room: "ops", text: "@alice look" });
  assert.match(player.screen, /2 #ops +@1│/);
});

Deno.test("reduce() takes what the server tells of the reader's own deeds for read", () => {
  const staff = new Player();
  staff.news({ kind: "own-rooms", rooms: ["general", "ops", "moderation"] });
  const say = (id: number, text: string) =>
    staff.message({ id, room: "moderation", from: "*server*", text });
  say(1, "alice banned bob on the server: spam");
  assert.equal(staff.room("moderation").unread, 0);
  assert.deepEqual(staff.last("read"), {
    kind: "read",
    serverId: "s1",
    place: { room: "moderation" },
    id: 1,
  });
  say(2, "bob is moderator now (was member), by alice");
  assert.equal(staff.room("moderation").unread, 0);
  say(3, "alicia banned carol on the server");
  assert.equal(staff.room("moderation").unread, 1);
  // What was not read stays so.
  say(4, "alice banned dave on the server");
  assert.equal(staff.room("moderation").unread, 1);
  assert.equal(staff.wanted("read").length, 2);
  staff.message({ id: 5, room: "ops", from: "bob", text: "alice said so" });
  assert.equal(staff.room("ops").unread, 1);
});

Deno.test("reduce() counts no own deed that the server's count of what is unread has not known", () => {
  const staff = new Player();
  staff.news({ kind: "own-rooms", rooms: ["general", "moderation"] });
  const say = (id: number, text: string) =>
    staff.message({ id, room: "moderation", from: "*server*", text });
  say(3, "bob banned carol on the server");
  say(4, "alice banned dave on the server");
  staff.news({
    kind: "unread",
    conversations: [{ room: "moderation", read_id: 1, first_unread: 2, unread: 1, mentions: 0 }],
    lastId: 2,
  });
  assert.equal(staff.room("moderation").unread, 2);
});
