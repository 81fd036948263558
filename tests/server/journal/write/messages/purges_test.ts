/** Much is taken away in pieces, each going on where the last one ended. */
import assert from "node:assert/strict";
import { ALICE, BOB, by, JournalStage } from "../../../../support/journal_stage.ts";

Deno.test("purge takes pieces of 250 away, and leaves what came since it began", () => {
  using stage = new JournalStage();
  for (let count = 0; count < 260; count++) stage.says(BOB, `${count}`);
  const purging = { ...by(ALICE), username: "bob", room: undefined, sinceMs: 0 };
  const first = stage.does("purge", { ...purging, cursor: undefined });
  assert.equal(first.deleted.length, 250);
  const late = stage.says(BOB, "late");
  const second = stage.does("purge", { ...purging, cursor: first.next });
  assert.deepEqual([second.deleted.length, second.removed, second.next], [10, 260, undefined]);
  assert.equal(stage.row(`SELECT text FROM messages WHERE id = ${late}`)?.["text"], "late");
});

Deno.test("purge in a room looks at what was said there, however much its author has said elsewhere", () => {
  using stage = new JournalStage();
  const prepared = new Set<string>();
  const prepare = stage.database.prepare.bind(stage.database);
  stage.database.prepare = (sql, ...more) => {
    prepared.add(sql);
    return prepare(sql, ...more);
  };
  const den = { room: "den", topic: "", visibility: "public" } as const;
  stage.does("create_room", { ...by(BOB), accountName: "bob", ...den });
  stage.does("purge", {
    ...by(BOB),
    username: "carol",
    room: "den",
    sinceMs: 0,
    cursor: undefined,
  });
  const looking = [...prepared].filter((sql) => /SELECT messages\.id, author/.test(sql));
  assert.equal(looking.length, 1);
  const plan = prepare(`EXPLAIN QUERY PLAN ${looking[0]}`).all().map(({ detail }) => `${detail}`);
  assert.match(plan.join("\n"), /messages USING INDEX messages_conversation \(conversation=\?/);
});

Deno.test("erase_own is one's own, or the console's", () => {
  using stage = new JournalStage();
  const erasing = { of: BOB, keepsMessages: false, cursor: undefined };
  assert.equal(stage.refuses("erase_own", { actor: ALICE, ...erasing }), "no_right");
  const message = stage.says(ALICE, "x");
  for (const emoji of ["🎉", "👍"]) {
    stage.does("react", { actor: BOB, message, emoji, remove: false });
  }
  const { unreacted } = stage.does("erase_own", { actor: BOB, ...erasing });
  assert.deepEqual(unreacted.map(({ emoji }) => emoji), ["🎉", "👍"], "in a stated order");
});

Deno.test("erase_own forgets nonces in pieces, so that the end of an account has few left", () => {
  using stage = new JournalStage();
  stage.database.exec(`
    WITH RECURSIVE numbers (value) AS (
      VALUES (1) UNION ALL SELECT value + 1 FROM numbers WHERE value < 4500)
    INSERT INTO change_nonces (account, nonce, message, change, time_ms)
    SELECT ${BOB}, 'n' || value, 1, 1, 0 FROM numbers;
    INSERT INTO nonces (account, nonce, message, time_ms) VALUES (${ALICE}, 'n', 1, 0);
  `);
  const left = () => Number(stage.row("SELECT count(*) AS count FROM change_nonces")?.["count"]);
  const erasing = { actor: BOB, of: BOB, keepsMessages: true };
  const first = stage.does("erase_own", { ...erasing, cursor: undefined });
  assert.equal(left(), 2_500);
  const second = stage.does("erase_own", { ...erasing, cursor: first.next });
  const third = stage.does("erase_own", { ...erasing, cursor: second.next });
  assert.deepEqual([left(), third.next], [0, undefined]);
  assert.equal(stage.row("SELECT count(*) AS count FROM nonces")?.["count"], 1);
});
