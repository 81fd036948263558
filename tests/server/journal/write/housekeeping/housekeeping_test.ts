/** What is too old is known by the time that was seen to pass, and forgotten in bounded pieces. */
import assert from "node:assert/strict";
import { SERVER } from "../../../../../server/journal/actors.ts";
import { BOB, JournalStage, saying } from "../../../../support/journal_stage.ts";

const HOUR_MS = 60 * 60 * 1_000;
const DAY_MS = 24 * HOUR_MS;

Deno.test("note_uptime says what is too old by what was seen, not by what the time is", () => {
  using stage = new JournalStage();
  const note = (elapsedMs: number) => stage.does("note_uptime", { actor: SERVER, elapsedMs });
  const gone = { gone_members: 0, gone_measures: 0, gone_masks: 0, gone_traces: 0 };
  const nothing = {
    sessions: 0,
    nonces: 0,
    change_nonces: 0,
    reports: 0,
    names: 0,
    certainMs: 0,
    ...gone,
  };
  assert.deepEqual(note(0), nothing);
  const begunMs = stage.timeMs;
  stage.timeMs += 100 * DAY_MS;
  assert.deepEqual(note(0), nothing, "the clock alone says nothing");
  assert.deepEqual(note(DAY_MS), {
    ...nothing,
    nonces: begunMs,
    change_nonces: begunMs,
    certainMs: begunMs + DAY_MS,
  });
  assert.equal(note(DAY_MS).certainMs, stage.timeMs, "a clock is believed after a day");
  for (let day = 0; day < 88; day++) note(DAY_MS);
  assert.equal(note(0).sessions, begunMs);
});

Deno.test("forget takes the oldest first, so many as it is told", () => {
  using stage = new JournalStage();
  for (let count = 0; count < 5; count++) {
    stage.timeMs += 1;
    stage.does("say_room", { ...saying(BOB, "x"), nonce: `${9 - count}` });
  }
  const forgetting = { actor: SERVER, what: "nonces", upToMs: stage.timeMs - 1, limit: 3 } as const;
  assert.deepEqual(stage.does("forget", forgetting), { more: true });
  const left =
    "SELECT group_concat(nonce) AS nonces FROM (SELECT nonce FROM nonces ORDER BY nonce)";
  assert.equal(stage.row(left)?.["nonces"], "5,6");
  assert.deepEqual(stage.does("forget", forgetting), { more: false });
  assert.equal(stage.row(left)?.["nonces"], "5", "what is younger stays");
});

Deno.test("note_use keeps sessions that are connected young", () => {
  using stage = new JournalStage();
  stage.timeMs += 80 * DAY_MS;
  stage.does("note_use", { actor: SERVER, sessions: [2, 99] });
  const used = "SELECT used_ms FROM sessions WHERE id = 2";
  assert.equal(stage.row(used)?.["used_ms"], stage.timeMs);
});
