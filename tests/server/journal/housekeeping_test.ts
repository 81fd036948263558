/** What is appended although nobody asked for it: the end of measures, and forgetting, piece by piece. */
import assert from "node:assert/strict";
import { Housekeeping } from "../../../server/journal/housekeeping.ts";
import type { Committed, Journal } from "../../../server/journal/journal.ts";

/** A journal that writes down what is appended, and answers as the test says. */
class FakeJournal {
  readonly appended: Record<string, unknown>[] = [];
  readonly failures: string[] = [];
  elapsedMs = 0;
  sessions: number[] = [];
  answer: (kind: string) => unknown = () => ({ more: false });
  readonly housekeeping: Housekeeping;

  constructor() {
    const journal = {
      query: async (kind: string) => await this.answer(kind),
      append: async (kind: string, fields: object) => {
        this.appended.push({ kind, ...fields });
        return await this.answer(kind);
      },
    };
    this.housekeeping = new Housekeeping({
      isKeeper: () => true,
      retentionMs: 5,
      journal: journal as unknown as Journal,
      elapsed: () => this.elapsedMs,
      sessionsInUse: () => this.sessions,
      onFailure: (message) => this.failures.push(message),
    });
  }

  get kinds(): unknown[] {
    return this.appended.map(({ kind }) => kind);
  }
}

/** Nothing is too old. */
const NOTHING = {
  sessions: 0,
  nonces: 0,
  change_nonces: 0,
  reports: 0,
  names: 0,
  gone_members: 0,
  gone_measures: 0,
  gone_masks: 0,
  gone_traces: 0,
  certainMs: 0,
};

Deno.test("Housekeeping.expire() appends nothing as long as nothing is over", async () => {
  const fake = new FakeJournal();
  fake.answer = () => false;
  await fake.housekeeping.expire();
  assert.deepEqual(fake.kinds, []);
});

Deno.test("Housekeeping.expire() goes on until everything that is over is noted, and is not begun twice", async () => {
  const fake = new FakeJournal();
  let left = 3;
  fake.answer = (kind) => {
    if (kind === "is_measure_due") return true;
    left -= 1;
    return { more: left > 0 };
  };
  await Promise.all([fake.housekeeping.expire(), fake.housekeeping.expire()]);
  assert.deepEqual(fake.kinds, ["expire", "expire", "expire"]);
  assert.ok(fake.appended.every(({ limit }) => limit === 500), "Each of them is bounded");
});

Deno.test("Housekeeping.expire() says what went wrong, and the next one tries again", async () => {
  const fake = new FakeJournal();
  fake.answer = () => Promise.reject(new Error("busy"));
  await fake.housekeeping.expire();
  assert.deepEqual(fake.failures, ["Cannot end what is over: Error: busy"]);
  fake.answer = (kind) => kind === "is_measure_due" ? true : { more: false };
  await fake.housekeeping.expire();
  assert.deepEqual(fake.kinds, ["expire"]);
});

Deno.test("Housekeeping.tidy() forgets up to what the journal says, and nothing that has no such time", async () => {
  const fake = new FakeJournal();
  let pieces = 2;
  fake.answer = (kind) => {
    if (kind === "note_uptime") return { ...NOTHING, sessions: 100, names: 7 };
    pieces -= 1;
    return { more: pieces > 0 };
  };
  fake.elapsedMs = 1_500.7;
  await fake.housekeeping.tidy();
  assert.deepEqual(
    fake.appended.map(({ kind, what, upToMs, elapsedMs }) => [kind, what, upToMs, elapsedMs]),
    [
      ["note_uptime", undefined, undefined, 1_500],
      ["forget", "sessions", 100, undefined],
      ["forget", "sessions", 100, undefined],
      ["forget", "names", 7, undefined],
    ],
  );
});

Deno.test("Housekeeping.tidy() notes now and then which sessions are in use, each once", async () => {
  const fake = new FakeJournal();
  fake.sessions = [3, 4, 3];
  fake.answer = () => NOTHING;
  await fake.housekeeping.tidy();
  assert.deepEqual(fake.kinds, ["note_uptime"]);
  fake.elapsedMs = 6 * 60 * 60 * 1_000;
  await fake.housekeeping.tidy();
  await fake.housekeeping.tidy();
  const notes = fake.appended.filter(({ kind }) => kind === "note_use");
  assert.deepEqual(notes.map(({ sessions }) => sessions), [[3, 4]]);
});

Deno.test("Housekeeping.follow() clears rooms away that were deleted, and close() notes the time", async () => {
  const fake = new FakeJournal();
  fake.housekeeping.follow([{ kind: "say_room" } as Committed]);
  fake.housekeeping.follow([{ kind: "delete_room" } as Committed]);
  fake.elapsedMs = 10;
  await fake.housekeeping.close();
  assert.deepEqual(fake.kinds, ["clear_deleted_rooms", "note_uptime"]);
  // Nothing is begun after that which would go on.
  fake.answer = () => ({ more: true });
  await fake.housekeeping.clearRooms();
  assert.deepEqual(fake.kinds, ["clear_deleted_rooms", "note_uptime"]);
});

Deno.test("Housekeeping.follow() clears a room away that is deleted while the last look for one is under way", async () => {
  const fake = new FakeJournal();
  const first = Promise.withResolvers<{ more: boolean }>();
  fake.answer = () => first.promise;
  const cleared = fake.housekeeping.clearRooms();
  fake.housekeeping.follow([{ kind: "delete_room" } as Committed]);
  fake.answer = () => ({ more: false });
  first.resolve({ more: false });
  await cleared;
  assert.deepEqual(fake.kinds, ["clear_deleted_rooms", "clear_deleted_rooms"]);
});

Deno.test("Housekeeping.expireMessages() goes on piece by piece, by the time that has certainly come", async () => {
  const fake = new FakeJournal();
  await fake.housekeeping.expireMessages();
  assert.deepEqual(fake.kinds, [], "nothing is known of the time yet");
  const next = [0, 7, undefined];
  fake.answer = (kind) =>
    kind === "note_uptime"
      ? { ...NOTHING, certainMs: 1_000 }
      : kind === "expire_messages"
      ? { removed: 1, next: next.shift() }
      : { more: false };
  await fake.housekeeping.tidy();
  await fake.housekeeping.expireMessages();
  const pieces = fake.appended.filter(({ kind }) => kind === "expire_messages");
  assert.deepEqual(pieces.map(({ afterRoom, ageMs, nowMs }) => [afterRoom, ageMs, nowMs]), [
    [0, 5, 1_000],
    [0, 5, 1_000],
    [7, 5, 1_000],
  ]);
});
