/** What everybody asks for of rooms costs the same however large they are. */
import assert from "node:assert/strict";
import { BOB, by, CAROL, JournalStage } from "../../../support/journal_stage.ts";

/** How SQLite finds the rows of a query. */
function planOf(stage: JournalStage, sql: string): string {
  const rows = stage.database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all();
  return rows.map(({ detail }) => String(detail)).join("\n");
}

/** The queries that are prepared from now on. */
function preparedIn({ database }: JournalStage): readonly string[] {
  const prepared: string[] = [];
  const prepare = database.prepare.bind(database);
  database.prepare = (sql, ...more) => {
    prepared.push(sql);
    return prepare(sql, ...more);
  };
  return prepared;
}

Deno.test("rooms are told with how many are in them, and nobody is counted for it", () => {
  using stage = new JournalStage();
  const prepared = preparedIn(stage);
  const counts = () => {
    const { rooms } = stage.asks("rooms", { account: CAROL, after: "" });
    const one = stage.asks("room", { account: CAROL, room: "general", right: "list" });
    return [...rooms.map(({ members }) => members), one.members];
  };
  assert.deepEqual(counts(), [3, 3]);
  stage.does("part_room", {
    ...by(CAROL),
    accountName: "carol",
    room: "general",
    message: undefined,
  });
  assert.deepEqual(counts(), [2, 2]);
  for (const sql of prepared.filter((one) => /FROM conversations/.test(one))) {
    const looking = sql.replaceAll(/\?\d*/g, "1");
    if (!/^\s*SELECT conversations\.id, kind/.test(looking)) continue;
    assert.doesNotMatch(planOf(stage, looking), /members_conversation/);
  }
});

Deno.test("who has a role in a room is found without looking at all who are in it", () => {
  using stage = new JournalStage();
  const raised = "role IN ('speaker', 'moderator', 'owner')";
  for (const role of ["role IN ('moderator', 'owner')", "role = 'owner'"]) {
    const plan = planOf(
      stage,
      `SELECT account FROM members WHERE conversation = 1 AND ${raised} AND ${role}`,
    );
    assert.match(plan, /USING (COVERING )?INDEX members_raised \(conversation=\?\)/);
  }
});

/** So many messages of somebody in #general, without an entry for each; the first of them comes back. */
function manyBy(stage: JournalStage, author: number, count: number): number {
  const first = Number(stage.row("SELECT value FROM meta WHERE name = 'last_id'")?.["value"]) + 1;
  stage.database.exec(`
    INSERT INTO messages (id, conversation, author, text, time_ms)
      WITH RECURSIVE number(n) AS (SELECT 0 UNION ALL SELECT n + 1 FROM number WHERE n < ${
    count - 1
  })
      SELECT ${first} + n, id, ${author}, 'hi', ${stage.timeMs} FROM number, conversations
      WHERE name = 'general';
    UPDATE meta SET value = ${first + count - 1} WHERE name = 'last_id'`);
  return first;
}

Deno.test("an export passes over what was deleted, a part at a time", () => {
  using stage = new JournalStage();
  const deleted = manyBy(stage, BOB, 1_200);
  stage.database.exec(`UPDATE messages SET deleted_ms = 1 WHERE id >= ${deleted}`);
  const last = manyBy(stage, BOB, 1);
  const parts: number[] = [];
  const ids: unknown[] = [];
  for (let after: number | undefined = 1; after !== undefined;) {
    const part: { data: unknown; next?: number | undefined } = stage.asks("export", {
      account: BOB,
      after,
    });
    const { messages } = part.data as { messages: { id: number }[] };
    parts.push(messages.length);
    ids.push(...messages.map(({ id }) => id));
    after = part.next;
  }
  assert.deepEqual([parts, ids], [[0, 0, 1], [last]]);
});

Deno.test("what is not read is counted among the newest: one's own and what was deleted is looked at no further", () => {
  for (const ignored of [undefined, "carol"]) {
    using stage = new JournalStage();
    const unread = () => {
      const { conversations } = stage.asks("unread", { account: BOB });
      const { first_unread, mentions, unread } = conversations.find(({ room }) =>
        room === "general"
      ) ?? assert.fail();
      return { first: first_unread, mentions, unread };
    };
    if (ignored !== undefined) stage.does("ignore", { ...by(BOB), username: ignored });
    const early = stage.says(1, "@bob early");
    manyBy(stage, BOB, 1_990);
    assert.deepEqual(unread(), { first: early, mentions: 1, unread: 1 });
    const deleted = manyBy(stage, CAROL, 20);
    stage.database.exec(`UPDATE messages SET deleted_ms = 1 WHERE id >= ${deleted}`);
    // A mention has an index of its own.
    assert.deepEqual(unread(), { first: undefined, mentions: 1, unread: 0 });
    const late = stage.says(1, "late");
    assert.deepEqual(unread(), {
      first: ignored === undefined ? early : late,
      mentions: 1,
      unread: 1,
    });
    manyBy(stage, 1, 1_500);
    assert.equal(unread().unread, 1_000);
  }
});

Deno.test("deeds that are told to the staff are looked for in their room alone", () => {
  using stage = new JournalStage();
  stage.says(CAROL, "unread");
  manyBy(stage, BOB, 10);
  const prepared = preparedIn(stage);
  stage.asks("unread", { account: BOB });
  assert.ok(prepared.some((sql) => sql.includes("staff_room")));
  // It is what reads texts: however much of one's own is unread there.
  assert.deepEqual(prepared.filter((sql) => sql.includes("instr(text")), []);
});
