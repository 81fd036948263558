import assert from "node:assert/strict";
import type { RoomInfo } from "../../../../protocol/records.ts";
import {
  bareName,
  filterIn,
  numberIn,
  roomChanges,
  type RoomForm,
  searchQuery,
  secondsIn,
  sinceIn,
  targetIn,
} from "../../../../client/web/state/forms.ts";
import { FormProblem } from "../../../../client/web/state/form_problem.ts";

const INFO: RoomInfo = { room: "ops", visibility: "public", topic: "", members: 1, online: 1 };
const FORM: RoomForm = {
  visibility: "public",
  locked: false,
  topicLocked: false,
  joinByName: false,
  outsidersWrite: false,
  accountsOnly: false,
  withoutSignals: false,
  slow: "",
  limit: "",
  key: "",
  isKeyless: false,
};

const mistake = (wanted: string) => (error: unknown) =>
  error instanceof FormProblem && error.mistake === wanted;

Deno.test("roomChanges() asks for what is different and nothing else", () => {
  assert.deepEqual(roomChanges(INFO, FORM), {});
  assert.deepEqual(roomChanges(INFO, { ...FORM, locked: true, slow: "1m", limit: "50" }), {
    locked: true,
    slow: 60,
    limit: 50,
  });
  const strict: RoomInfo = {
    ...INFO,
    visibility: "private",
    locked: true,
    topic_locked: true,
    slow: 30,
    limit: 5,
    keyed: true,
  };
  assert.deepEqual(roomChanges(strict, { ...FORM, isKeyless: true, key: "horse" }), {
    visibility: "public",
    locked: false,
    topic_locked: false,
    slow: 0,
    limit: 0,
    key: "",
  });
  const same = { ...FORM, visibility: "private", locked: true, topicLocked: true } as const;
  assert.deepEqual(roomChanges(strict, { ...same, slow: "30s", limit: "5", key: "cow" }), {
    key: "cow",
  });
});

Deno.test("roomChanges() has rooms joined by their name that are private, and others never", () => {
  const named = { ...FORM, joinByName: true };
  assert.deepEqual(roomChanges(INFO, named), {});
  const changes = roomChanges(INFO, { ...named, visibility: "private", outsidersWrite: true });
  const open = { join_by_name: true, outsiders_write: true } as const;
  assert.deepEqual(changes, { visibility: "private", ...open });
  const before: RoomInfo = { ...INFO, visibility: "private", ...open };
  assert.deepEqual(roomChanges(before, { ...FORM, visibility: "private" }), {
    join_by_name: false,
    outsiders_write: false,
  });
});

Deno.test("roomChanges() refuses what is no duration or no number", () => {
  assert.throws(() => roomChanges(INFO, { ...FORM, slow: "slowly" }), mistake("duration"));
  assert.throws(() => roomChanges(INFO, { ...FORM, limit: "0" }), mistake("number"));
});

Deno.test("secondsIn(), numberIn() and sinceIn() take nothing for nothing", () => {
  assert.equal(secondsIn(" "), undefined);
  assert.equal(secondsIn(" 1h 30m "), 5_400);
  assert.throws(() => secondsIn("10"), mistake("duration"));
  assert.equal(numberIn(""), undefined);
  assert.equal(numberIn(" 12 "), 12);
  assert.throws(() => numberIn("1.5"), mistake("number"));
  assert.equal(sinceIn("", 0), undefined);
  assert.equal(sinceIn("1m", Date.parse("2026-11-20T10:01:00Z")), "2026-11-20T10:00:00.000Z");
});

Deno.test("searchQuery() searches within a place, or everywhere, and never for nothing", () => {
  assert.equal(searchQuery(" pier map ", { room: "ops" }), "pier map in:#ops");
  assert.equal(searchQuery("pier", { with: "bob" }), "pier in:@bob");
  assert.equal(searchQuery("pier", undefined), "pier");
  assert.equal(searchQuery("  ", { room: "ops" }), "");
});

Deno.test("targetIn() tells networks from names, filterIn() patterns from words", () => {
  assert.deepEqual(targetIn(" @bob "), { username: "bob" });
  assert.deepEqual(targetIn("192.0.2.0/24"), { network: "192.0.2.0/24" });
  assert.deepEqual(targetIn("2001:db8::"), { network: "2001:db8::" });
  assert.deepEqual(targetIn("spam*"), { mask: "spam*" });
  assert.deepEqual(targetIn("@bob!*@*"), { mask: "bob" });
  assert.deepEqual(filterIn(" darn "), { kind: "word", pattern: "darn" });
  assert.deepEqual(filterIn("/buy \\w+/"), { kind: "pattern", pattern: "buy \\w+" });
  assert.deepEqual(filterIn("/"), { kind: "word", pattern: "/" });
  assert.equal(bareName(" #ops"), "ops");
});
