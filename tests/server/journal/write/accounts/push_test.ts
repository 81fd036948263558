/** What is pushed to whom is kept with the session, and ends with it. */
import assert from "node:assert/strict";
import { SERVER } from "../../../../../server/journal/actors.ts";
import { ALICE, BOB, JournalStage, saying } from "../../../../support/journal_stage.ts";

const KEYS = { p256dh: new Uint8Array([4]), auth: new Uint8Array([1]) };

function sessionOf(stage: JournalStage, account: number): number {
  return Number(stage.row(`SELECT id FROM sessions WHERE account = ${account}`)?.["id"]);
}

function subscribe(stage: JournalStage, endpoint = "https://push.example/1") {
  const session = sessionOf(stage, BOB);
  const wishes = { what: "mentions", hidesText: false } as const;
  stage.does("subscribe_push", { actor: BOB, session, endpoint, ...KEYS, ...wishes });
  return session;
}

function counts(stage: JournalStage) {
  return stage.row(
    `SELECT (SELECT count(*) FROM push_subscriptions) AS subscriptions,
       (SELECT count(*) FROM push_rooms) AS rooms`,
  );
}

Deno.test("offer_push_keys keeps the keys that came first", () => {
  using stage = new JournalStage();
  const keys = (byte: number) => ({
    privateKey: new Uint8Array([byte]),
    publicKey: new Uint8Array([byte, byte]),
  });
  assert.deepEqual(stage.does("offer_push_keys", { actor: SERVER, ...keys(1) }), keys(1));
  assert.deepEqual(stage.does("offer_push_keys", { actor: SERVER, ...keys(2) }), keys(1));
});

Deno.test("subscribe_push is for a session of one's own, and one for each", () => {
  using stage = new JournalStage();
  const session = subscribe(stage);
  subscribe(stage, "https://push.example/2");
  assert.deepEqual(counts(stage), { subscriptions: 1, rooms: 0 });
  const wishes = { endpoint: "https://a.example/", ...KEYS, what: "all", hidesText: true } as const;
  const refused = stage.refuses("subscribe_push", { actor: ALICE, session, ...wishes });
  assert.equal(refused, "no_such_session");
  const other = { actor: ALICE, session, endpoint: undefined };
  assert.equal(stage.refuses("unsubscribe_push", other), "no_such_session");
  // Another one has taken its place in the meantime.
  const ending = { actor: SERVER, session };
  stage.does("unsubscribe_push", { ...ending, endpoint: "https://push.example/1" });
  assert.deepEqual(counts(stage), { subscriptions: 1, rooms: 0 });
  stage.does("unsubscribe_push", { ...ending, endpoint: "https://push.example/2" });
  assert.deepEqual(counts(stage), { subscriptions: 0, rooms: 0 });
});

Deno.test("subscribe_push takes a browser from whoever used it before", () => {
  using stage = new JournalStage();
  subscribe(stage);
  const session = sessionOf(stage, ALICE);
  const wishes = { ...KEYS, what: "all", hidesText: false } as const;
  const endpoint = "https://push.example/1";
  stage.does("subscribe_push", { actor: ALICE, session, endpoint, ...wishes });
  assert.deepEqual(counts(stage), { subscriptions: 1, rooms: 0 });
  assert.equal(stage.row("SELECT session FROM push_subscriptions")?.["session"], session);
});

Deno.test("a subscription ends with its session, and a room's wish with the room", () => {
  using stage = new JournalStage();
  const common = { actor: BOB, accountName: "bob" };
  const room = { room: "red", visibility: "public", topic: "" } as const;
  stage.does("create_room", { ...common, ...room });
  const session = subscribe(stage);
  const wish = { actor: BOB, session, what: "all" } as const;
  stage.does("set_push_room", { ...wish, room: "red" });
  stage.does("set_push_room", { ...wish, room: "general" });
  assert.equal(stage.refuses("set_push_room", { ...wish, room: "nowhere" }), "no_such_room");
  assert.deepEqual(counts(stage), { subscriptions: 1, rooms: 2 });
  stage.does("set_push_room", { ...wish, room: "general", what: undefined });
  stage.does("delete_room", { actor: BOB, address: "", room: "red" });
  stage.does("clear_deleted_rooms", { actor: SERVER, limit: 100 });
  assert.deepEqual(counts(stage), { subscriptions: 1, rooms: 0 });
  stage.does("set_push_room", { ...wish, room: "general" });
  stage.does("say_room", saying(ALICE, "@bob"));
  stage.does("close_sessions", { actor: BOB, account: BOB, session });
  assert.deepEqual(counts(stage), { subscriptions: 0, rooms: 0 });
});
