/** Keys are read by those who may have them, page by page, and nothing is lost between pages. */
import assert from "node:assert/strict";
import { toBase64url } from "../../../../protocol/encryption/bytes.ts";
import { ALICE, BOB, by, CAROL, JournalStage } from "../../../support/journal_stage.ts";
import { numbered } from "../../../support/random_keys.ts";

/** Says something in plain words; returns the message and its conversation. */
function talks(stage: JournalStage, actor: number, other: string) {
  const { id } = stage.does("say_direct", {
    actor,
    authorName: `account ${actor}`,
    content: { kind: "text", text: "hi" },
    to: other,
    replyTo: undefined,
    nonce: undefined,
  });
  const row = stage.row(`SELECT conversation FROM messages WHERE id = ${id}`);
  return { message: id, conversation: Number(row?.["conversation"]) };
}

/** Puts keys of so many epochs into a conversation, which are known by their numbers. */
function keyed(stage: JournalStage, conversation: number, epochs: number): void {
  const insert = stage.database.prepare(
    `INSERT INTO conversation_keys
       (conversation, epoch, hash, conversation_id, statement, made_by, stored_ms)
     VALUES (?1, ?2, ?3, ?3, ?3, 1, 0)`,
  );
  for (let epoch = 1; epoch <= epochs; epoch++) {
    insert.run(conversation, epoch, numbered(conversation * 1_000 + epoch));
  }
}

Deno.test("conversation_keys brings all keys of conversations with many who are gone", () => {
  using stage = new JournalStage();
  const all = Array.from({ length: 45 }, (_, index) => {
    const name = `friend${index}`;
    const account = stage.register(name);
    const place = talks(stage, ALICE, name);
    keyed(stage, place.conversation, index % 2 === 0 ? 3 : 2);
    stage.does("delete_account", by(account));
    return place;
  });
  const asking = { account: ALICE, with: "deleted user", message: undefined };
  const forwards = new Set<string>();
  const backwards = new Set<string>();
  let edge = 0;
  for (let more = true; more;) {
    const page = stage.asks("conversation_keys", { ...asking, after: edge, before: undefined });
    for (const { statement } of page.keys) forwards.add(statement);
    edge = page.keys.at(-1)?.epoch ?? 0;
    more = page.more;
  }
  let before: number | undefined;
  for (let more = true; more;) {
    const page = stage.asks("conversation_keys", { ...asking, after: undefined, before });
    for (const { statement } of page.keys) backwards.add(statement);
    before = page.keys[0]?.epoch;
    more = page.more;
  }
  assert.deepEqual([forwards.size, backwards.size], [23 * 3 + 22 * 2, 23 * 3 + 22 * 2]);
  const [{ message, conversation } = { message: 0, conversation: 0 }] = all;
  const narrow = { ...asking, after: undefined, before: undefined, message };
  assert.deepEqual(
    stage.asks("conversation_keys", narrow).keys.map(({ statement }) => statement),
    [1, 2, 3].map((epoch) => toBase64url(numbered(conversation * 1_000 + epoch))),
  );
  const elsewhere = talks(stage, BOB, "carol").message;
  assert.throws(
    () => stage.asks("conversation_keys", { ...narrow, message: elsewhere }),
    { code: "no_such_message" },
  );
});

Deno.test("keys brings the log of somebody who is gone to those alone who have written with them", () => {
  using stage = new JournalStage();
  const dave = stage.register("dave");
  const { conversation } = talks(stage, BOB, "dave");
  keyed(stage, conversation, 1);
  const root = numbered(7);
  stage.database.prepare(
    `INSERT INTO key_logs (account, series, root, replaces, seq, head, generation, is_off,
       needs_renewal, started_ms) VALUES (?1, 1, ?2, ?2, 1, ?2, 1, 0, 0, 0)`,
  ).run(dave, root);
  stage.does("delete_account", by(dave));
  const asking = { username: "deleted user", root, after: 0 };
  assert.equal(stage.asks("keys", { ...asking, account: BOB }).seq, 1);
  assert.deepEqual(stage.asks("keys", { ...asking, account: CAROL }), { log: [], more: false });
});
