/** How far somebody has read. */
import assert from "node:assert/strict";
import { ALICE, BOB, CAROL, JournalStage } from "../../../../support/journal_stage.ts";

Deno.test("mark_read counts what is left, and goes no further than the last id", () => {
  using stage = new JournalStage();
  const first = stage.says(BOB, "one");
  stage.says(BOB, "@alice two");
  const marking = { actor: ALICE, place: { room: "general" } };
  const after = stage.does("mark_read", { ...marking, id: first });
  assert.deepEqual([after.unread, after.mentions], [1, 1]);
  assert.equal(stage.does("mark_read", { ...marking, id: 9_999 }).id, stage.writer.lastId);
  const nowhere = { actor: ALICE, place: { room: "nowhere" }, id: 1 };
  assert.equal(stage.refuses("mark_read", nowhere), "no_such_room");
});

Deno.test("unread counts nothing that the server tells the staff of one's own deeds", () => {
  using stage = new JournalStage();
  const grants = (actor: number, username: string, role: "admin" | "moderator" | "user") =>
    stage.does("grant", { actor, address: "", username, role });
  const counted = (account: number) => {
    const { conversations } = stage.asks("unread", { account });
    const { first_unread: first, unread } =
      conversations.find(({ room }) => room === "moderation") ?? {};
    return [unread, first];
  };
  grants(ALICE, "bob", "admin");
  const before = stage.writer.lastId;
  const marking = { place: { room: "moderation" }, id: before };
  stage.does("mark_read", { actor: ALICE, ...marking });
  stage.does("mark_read", { actor: BOB, ...marking });
  grants(ALICE, "carol", "moderator");
  assert.deepEqual(counted(ALICE), [0, undefined]);
  assert.deepEqual(counted(BOB), [1, before + 1]);
  grants(BOB, "carol", "user");
  grants(ALICE, "carol", "moderator");
  assert.deepEqual(counted(ALICE), [1, before + 2]);
  assert.deepEqual(counted(BOB), [2, before + 1]);
  // What people say there with such words is theirs.
  const said = stage.says(CAROL, "alice banned bob", "moderation");
  assert.deepEqual(counted(ALICE), [2, before + 2]);
  assert.equal(stage.does("mark_read", { actor: ALICE, ...marking, id: said }).unread, 0);
  assert.equal(stage.does("mark_read", { actor: ALICE, ...marking, id: before }).unread, 2);
});
