import assert from "node:assert/strict";
import { newForm } from "../../../../../client/full/form/login_form.ts";
import { Player } from "../../support/player.ts";

Deno.test("reduce() shows the form until the account is logged in", () => {
  const player = new Player({ isEmpty: true });
  const form = newForm({ address: { place: "chat.example:5000", username: "alice" } });
  player.news({ kind: "server-added", address: "chat.example:5000" });
  player.does({ kind: "open-form", serverId: "s1", form });
  const hello = { name: "Home", description: "", motd: "", registration: "open" } as const;
  player.does({ kind: "form", event: { kind: "connected", hello } });
  player.type("secret word").press("enter");
  const { effect } = player.last("form");
  assert.ok(effect.kind === "log-in");
  assert.equal(effect.credentials.password, "secret word");
  assert.ok(!JSON.stringify(player.state).includes("secret word"), "no password in the state");
  player.news({ kind: "welcome", username: "alice", rooms: ["general"], lastId: 0 });
  assert.equal(player.state.overlay, undefined);
});

Deno.test("reduce() puts what was typed too early onto the line of the first room, unsent", () => {
  const player = new Player({ isEmpty: true });
  const form = newForm({ address: { place: "chat.example:5000", username: "alice" } });
  player.news({ kind: "server-added", address: "chat.example:5000" });
  player.does({ kind: "open-form", serverId: "s1", form });
  player.type("hello all").press("enter").type("more");
  player.news({ kind: "welcome", username: "alice", rooms: ["general"], lastId: 0 });
  player.does({ kind: "open-place", serverId: "s1", place: { room: "general" } });
  assert.equal(player.active.place?.room, "general");
  assert.equal(player.line, "hello all\nmore");
  assert.deepEqual(player.wanted("say"), []);
});

Deno.test("reduce() says that the connection is lost, keeps everything, and says when it is back", () => {
  const player = new Player().message({ id: 1 }).type("sent").press("enter").type("half");
  const connection = {
    kind: "offline",
    reason: "reset",
    retryAtMs: player.state.nowMs + 5_000,
  } as const;
  player.news({ kind: "connection", connection });
  assert.ok(player.screen.includes("offline"));
  assert.ok(player.screen.includes("message 1"));
  assert.equal(player.line, "half");
  assert.equal(player.active.pending.length, 1);
  player.news({ kind: "back", missed: 3 });
  assert.ok(player.screen.includes("caught up: 3 messages"));
  assert.equal(player.line, "half");
});

Deno.test("reduce() says what was fetched after a gap", () => {
  const player = new Player().news({ kind: "caught-up", missed: 1 });
  assert.ok(player.screen.includes("caught up after a gap: 1 message"));
  const count = player.active.entries.length;
  assert.equal(player.news({ kind: "caught-up", missed: 0 }).active.entries.length, count);
});

Deno.test("reduce() fetches the people anew after a lost connection", () => {
  const player = new Player();
  const connection = { kind: "offline", reason: "reset", retryAtMs: 0 } as const;
  player.news({ kind: "connection", connection }).news({ kind: "back", missed: 0 });
  assert.equal(player.wanted("people").length, 1);
});

Deno.test("reduce() goes across servers with Alt and a digit", () => {
  const player = new Player();
  player.news({ kind: "server-added", address: "work.example:5000" }, "s2");
  player.news({ kind: "welcome", username: "al", rooms: ["general"], lastId: 0 }, "s2");
  assert.equal(player.press("alt+3").active.serverId, "s2");
  player.type("hi").press("enter");
  assert.equal(player.last("say").serverId, "s2");
  player.news({ kind: "server-removed" }, "s2");
  assert.equal(player.active.serverId, "s1");
});

Deno.test("reduce() takes what is unread from the server's count", () => {
  const player = new Player().news({
    kind: "unread",
    conversations: [
      { room: "ops", read_id: 1, first_unread: 2, unread: 9, mentions: 1 },
      { with: "bob", read_id: 0, first_unread: 4, unread: 2, mentions: 0 },
      { room: "elsewhere", read_id: 0, first_unread: 4, unread: 2, mentions: 0 },
    ],
  });
  assert.equal(player.room("ops").unread, 9);
  assert.deepEqual(player.state.buffers.map(({ place }) => place?.room ?? place?.with), [
    undefined,
    "general",
    "ops",
    "bob",
  ]);
});

Deno.test("reduce() counts every message once, whichever side of the server's count it comes on", () => {
  const player = new Player();
  const counted = (unread: number, lastId: number) =>
    player.news({
      kind: "unread",
      conversations: [{ room: "ops", read_id: 1, first_unread: 2, unread, mentions: 0 }],
      lastId,
    });
  counted(3, 4);
  // It was counted, and comes all the same: what waited while the client began.
  player.message({ id: 4, room: "ops" });
  assert.equal(player.room("ops").unread, 3);
  player.message({ id: 5, room: "ops" }).message({ id: 6, room: "ops", text: "@alice look" });
  assert.equal(player.room("ops").unread, 5);
  // The count is older than what has come meanwhile.
  counted(4, 5);
  assert.equal(player.room("ops").unread, 5);
  assert.equal(player.room("ops").mentions, 1);
  counted(5, 6);
  assert.equal(player.room("ops").unread, 5);
  // A server that does not say up to where it has counted is believed.
  player.news({
    kind: "unread",
    conversations: [{ room: "ops", read_id: 1, first_unread: 2, unread: 4, mentions: 0 }],
  });
  assert.equal(player.room("ops").unread, 4);
});

Deno.test("reduce() puts drafts back, above what is being written", () => {
  const player = new Player().type("new");
  player.does({
    kind: "drafts",
    serverId: "s1",
    drafts: [
      { place: { room: "general" }, text: "old" },
      { place: { room: "ops" }, text: "kept\ntext" },
      { place: { with: "carol" }, text: "Dear Carol" },
    ],
  });
  assert.equal(player.line, "old\nnew");
  assert.equal(player.press("alt+2").line, "kept\ntext");
  assert.equal(player.press("alt+3").line, "Dear Carol");
});

Deno.test("reduce() keeps what /notify has set, for this server and until it is the default again", () => {
  const player = new Player();
  const key = player.active.key;
  player.does({ kind: "notify-mode", serverId: "s1", bufferKey: key, mode: "none" });
  assert.equal(player.active.notify, "none");
  assert.deepEqual(player.last("keep-notify"), {
    kind: "keep-notify",
    address: "chat.example:5000",
    place: { room: "general" },
    mode: "none",
  });
  assert.deepEqual(player.state.settings.notifyByPlace, { "chat.example:5000 #general": "none" });
  player.does({ kind: "notify-mode", serverId: "s1", bufferKey: key, mode: undefined });
  assert.equal(player.active.notify, undefined);
  assert.deepEqual(player.state.settings.notifyByPlace, {});
});
