/** What logs that were replaced leave behind is bounded. */
import assert from "node:assert/strict";
import type { FieldsOf } from "../../../../../server/journal/entries.ts";
import { ALICE, by, JournalStage } from "../../../../support/journal_stage.ts";
import { numbered } from "../../../../support/random_keys.ts";

const DAY_MS = 24 * 60 * 60 * 1_000;

/** The start of the log with this number, in the place of the one before; from 1. */
function start(number: number): FieldsOf<"change_keys"> {
  const head = numbered(number);
  const device = numbered(number, 16);
  return {
    ...by(ALICE),
    change: "start",
    entry: numbered(number, 100),
    previous: number === 1 ? new Uint8Array(32) : numbered(number - 1),
    root: head,
    head,
    seq: 1,
    generation: 1,
    isOff: false,
    needsRenewal: false,
    secretKey: head,
    signer: device,
    madeMs: 0,
    added: [{ id: device, kind: "terminal", ordinal: 1, signingKey: head, sealingKey: head }],
    removed: [],
    secrets: [{ device, sealed: numbered(number, 80) }],
    older: undefined,
    session: 1,
    sessionDevice: undefined,
    provedPassword: "-",
    code: undefined,
    clockMs: 0,
  };
}

/** Somebody needs the log that is in force. */
function needed(stage: JournalStage, number: number): void {
  const content = { kind: "text", text: "hi" } as const;
  const saying = { content, to: "bob", replyTo: undefined, nonce: undefined };
  stage.does("say_direct", { actor: ALICE, authorName: "alice", ...saying });
  const place = Number(
    stage.row("SELECT id FROM conversations WHERE low = 1 AND high = 2")?.["id"],
  );
  stage.database.exec(`
    INSERT INTO conversation_keys
      (conversation, epoch, hash, conversation_id, statement, made_by, stored_ms)
      VALUES (${place}, ${number}, x'00', x'00', x'00', 1, 0);
    INSERT INTO conversation_seals (conversation, epoch, account, series, generation, sealed)
      VALUES (${place}, ${number}, 1, ${number}, 1, x'00');
  `);
}

function seriesOf(stage: JournalStage, table: string): number[] {
  const rows = stage.database.prepare(`SELECT series FROM ${table} ORDER BY series`).all();
  return rows.map(({ series }) => Number(series));
}

Deno.test("a reset forgets the logs before that nobody needs, once their day is over", () => {
  using stage = new JournalStage();
  for (let number = 1; number <= 4; number++) {
    stage.does("change_keys", start(number));
    if (number === 2) needed(stage, number);
  }
  assert.deepEqual(seriesOf(stage, "key_logs"), [1, 2, 3, 4], "they count for the bounds of a day");
  stage.timeMs += DAY_MS + 1;
  stage.does("change_keys", start(5));
  for (const table of ["key_logs", "key_entries", "key_devices", "sealed_secrets"]) {
    assert.deepEqual(seriesOf(stage, table), [2, 4, 5], table);
  }
  stage.does("change_keys", start(6));
  assert.deepEqual(seriesOf(stage, "key_logs"), [2, 5, 6]);
});

Deno.test("an account begins so often anew, if others need all of its logs", () => {
  using stage = new JournalStage();
  for (let number = 1; number <= 100; number++) {
    stage.does("change_keys", start(number));
    needed(stage, number);
    stage.timeMs += DAY_MS + 1;
  }
  assert.equal(stage.refuses("change_keys", start(101)), "log_full");
  stage.database.exec("DELETE FROM conversation_keys WHERE epoch <= 5");
  assert.equal(stage.refuses("change_keys", start(101)), "granted");
});
