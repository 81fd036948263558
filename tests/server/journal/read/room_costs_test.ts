/** What everybody asks for of rooms costs the same however large they are. */
import assert from "node:assert/strict";
import { by, CAROL, JournalStage } from "../../../support/journal_stage.ts";

/** How SQLite finds the rows of a query. */
function planOf(stage: JournalStage, sql: string): string {
  const rows = stage.database.prepare(`EXPLAIN QUERY PLAN ${sql}`).all();
  return rows.map(({ detail }) => String(detail)).join("\n");
}

Deno.test("rooms are told with how many are in them, and nobody is counted for it", () => {
  using stage = new JournalStage();
  const prepared: string[] = [];
  const prepare = stage.database.prepare.bind(stage.database);
  stage.database.prepare = (sql, ...more) => {
    prepared.push(sql);
    return prepare(sql, ...more);
  };
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
