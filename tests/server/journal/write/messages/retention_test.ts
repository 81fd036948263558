/** What was said longer ago than it is kept goes, piece by piece, with its file. */
import assert from "node:assert/strict";
import { SERVER } from "../../../../../server/journal/actors.ts";
import {
  ALICE,
  BOB,
  by,
  hash,
  JournalStage,
  saying,
  sending,
} from "../../../../support/journal_stage.ts";

const DAY_MS = 24 * 60 * 60 * 1_000;
const DAY_SECONDS = DAY_MS / 1_000;

/** Has old messages go, as of the time of the stage; returns what each piece has done. */
function expire(stage: JournalStage, ageDays: number, limit = 500): [number, number | undefined][] {
  const pieces: [number, number | undefined][] = [];
  let afterRoom: number | undefined = 0;
  while (afterRoom !== undefined) {
    const { next, removed }: { next: number | undefined; removed: number } = stage.does(
      "expire_messages",
      { actor: SERVER, nowMs: stage.timeMs, ageMs: ageDays * DAY_MS, afterRoom, limit },
    );
    pieces.push([removed, next]);
    afterRoom = next;
  }
  return pieces;
}

/** What people have said. */
function texts(stage: JournalStage): string {
  const row = stage.row(
    "SELECT group_concat(text) AS texts FROM (SELECT text FROM messages WHERE author > 0 ORDER BY id)",
  );
  return String(row?.["texts"]);
}

function makeRoom(stage: JournalStage, room: string): void {
  stage.does("create_room", {
    actor: BOB,
    accountName: "bob",
    room,
    visibility: "public",
    topic: "",
  });
}

Deno.test("expire_messages takes away what happened in rooms along", () => {
  using stage = new JournalStage();
  const topics = () =>
    stage.row("SELECT group_concat(detail) AS texts FROM room_events ORDER BY id")?.["texts"];
  makeRoom(stage, "den");
  const setTopic = (room: string, topic: string) =>
    stage.does("set_topic", { actor: BOB, accountName: "bob", room, topic });
  for (const [room, topic] of [["general", "old"], ["den", "older"]] as const) {
    setTopic(room, topic);
  }
  stage.timeMs += 2 * DAY_MS;
  setTopic("den", "new");
  stage.does("set_room", {
    ...by(BOB),
    room: "den",
    settings: { retention: DAY_SECONDS },
  });
  expire(stage, 0);
  assert.doesNotMatch(String(topics()), /older/);
  assert.match(String(topics()), /"old".*"new"/);
  expire(stage, 1);
  assert.doesNotMatch(String(topics()), /"old"/);
});

Deno.test("expire_messages takes away what the server keeps no longer, the oldest first", () => {
  using stage = new JournalStage();
  for (let day = 0; day < 5; day++) {
    stage.says(BOB, `day ${day}`);
    stage.does("say_direct", { ...saying(BOB, `private ${day}`), to: "carol" });
    stage.timeMs += DAY_MS;
  }
  stage.writer.index(100);
  assert.deepEqual(expire(stage, 3, 3), [[3, 0], [2, 0], [0, undefined]]);
  assert.equal(texts(stage), "day 2,private 2,day 3,private 3,day 4,private 4");
  stage.database.exec("INSERT INTO search (search) VALUES ('integrity-check')");
  assert.deepEqual(expire(stage, 0), [[0, undefined]], "and nothing without a bound");
});

Deno.test("expire_messages takes away what a room keeps no longer, and frees its files", () => {
  using stage = new JournalStage();
  makeRoom(stage, "short");
  const { id } = stage.does("say_room", { ...sending(BOB, { sha256: hash("a") }), room: "short" });
  stage.does("react", {
    actor: ALICE,
    message: stage.says(ALICE, "general"),
    emoji: "👍",
    remove: false,
  });
  stage.does("set_room", { ...by(BOB), room: "short", settings: { retention: DAY_SECONDS } });
  stage.timeMs += DAY_MS;
  stage.says(BOB, "young", "short");
  expire(stage, 0);
  assert.equal(texts(stage), "photo.png\n,general,young", "it is a day old, and not older");
  stage.timeMs += 1;
  expire(stage, 10);
  assert.deepEqual(stage.freed, [hash("a")]);
  assert.equal(texts(stage), "general,young");
  assert.equal(stage.row("SELECT * FROM blobs"), undefined);
  assert.equal(stage.asks("file_of_message", { account: BOB, message: id }), undefined);
});

Deno.test("expire_messages goes on where a piece has ended, room by room", () => {
  using stage = new JournalStage();
  for (const room of ["one", "two"]) {
    makeRoom(stage, room);
    stage.does("set_room", { ...by(BOB), room, settings: { retention: DAY_SECONDS } });
    for (const text of ["a", "b", "c"]) stage.says(BOB, text, room);
  }
  stage.timeMs += 2 * DAY_MS;
  assert.deepEqual(expire(stage, 0, 2).map(([removed]) => removed), [2, 2, 2, 0]);
  assert.equal(texts(stage), "null");
});

Deno.test("expire_messages believes the time that is certain, not the clock", () => {
  using stage = new JournalStage();
  stage.says(BOB, "stays");
  const nowMs = stage.timeMs;
  stage.timeMs += 365 * DAY_MS;
  const expiring = { actor: SERVER, nowMs, ageMs: DAY_MS, afterRoom: 0, limit: 10 };
  assert.equal(stage.does("expire_messages", expiring).removed, 0);
  // Nor a time that is later than its own.
  stage.timeMs -= 365 * DAY_MS;
  using other = new JournalStage();
  other.says(BOB, "stays");
  const later = { ...expiring, nowMs: other.timeMs + 365 * DAY_MS };
  assert.equal(other.does("expire_messages", later).removed, 0);
});

Deno.test("set_room takes a retention of a day or more, from owners", () => {
  using stage = new JournalStage();
  makeRoom(stage, "den");
  const set = (retention: number) => ({ ...by(BOB), room: "den", settings: { retention } });
  assert.equal(stage.refuses("set_room", set(DAY_SECONDS - 1)), "bad_field");
  assert.equal(stage.refuses("set_room", set(10 ** 9)), "bad_field");
  stage.does("set_room", set(90 * DAY_SECONDS));
  const room = { account: BOB, room: "den", right: "read" } as const;
  assert.equal(stage.asks("room", room).retention, 90 * DAY_SECONDS);
  stage.does("set_room", set(0));
  assert.equal(stage.asks("room", room).retention, undefined);
});

Deno.test("would_expire says what of a room is older", () => {
  using stage = new JournalStage();
  makeRoom(stage, "den");
  stage.says(BOB, "old", "den");
  stage.does("say_room", { ...sending(BOB, { size: 70 }), room: "den" });
  stage.timeMs += 2 * DAY_MS;
  stage.says(BOB, "young", "den");
  const asking = { account: BOB, room: "den", seconds: DAY_SECONDS };
  assert.deepEqual(stage.asks("would_expire", asking), { messages: 2, files: 1, bytes: 70 });
  assert.throws(() => stage.asks("would_expire", { ...asking, account: ALICE }), {
    code: "not_a_member",
  });
});
