/** Rooms keep an owner, and roles are given from above. */
import assert from "node:assert/strict";
import { SERVER } from "../../../../../server/journal/actors.ts";
import { ALICE, BOB, by, CAROL, JournalStage, saying } from "../../../../support/journal_stage.ts";

function den(stage: JournalStage): void {
  const room = { room: "den", visibility: "public", topic: "" } as const;
  stage.does("create_room", { actor: BOB, accountName: "bob", ...room });
  stage.does("join_room", { actor: CAROL, accountName: "carol", room: "den" });
}

Deno.test("part_room and set_role leave no room without an owner", () => {
  using stage = new JournalStage();
  den(stage);
  const parting = { actor: BOB, accountName: "bob", room: "den" };
  assert.equal(stage.refuses("part_room", parting), "last_owner");
  const demoting = { ...by(BOB), room: "den", username: "bob", role: "member" } as const;
  assert.equal(stage.refuses("set_role", demoting), "last_owner");
  stage.does("set_role", { ...demoting, username: "carol", role: "owner" });
  stage.does("part_room", parting);
});

Deno.test("set_role gives no role that is not below one's own", () => {
  using stage = new JournalStage();
  den(stage);
  const role = { ...by(BOB), room: "den", username: "carol", role: "moderator" } as const;
  stage.does("set_role", role);
  assert.equal(stage.refuses("set_role", { ...role, ...by(CAROL), role: "owner" }), "no_right");
});

Deno.test("delete_room hides a room at once, and clear_deleted_rooms clears it bit by bit", () => {
  using stage = new JournalStage();
  den(stage);
  for (const text of ["one", "two", "three"]) stage.says(BOB, text, "den");
  stage.does("delete_room", { ...by(BOB), room: "den" });
  assert.equal(stage.refuses("say_room", saying(BOB, "four", "den")), "no_such_room");
  const left = () =>
    stage.row("SELECT count(*) AS n FROM messages WHERE text IN ('one', 'two', 'three')")?.["n"];
  const pieces: unknown[] = [];
  for (let more = true; more;) {
    more = stage.does("clear_deleted_rooms", { actor: SERVER, limit: 2 }).more;
    pieces.push(left());
  }
  assert.deepEqual(pieces.slice(0, 2), [1, 0]);
  assert.equal(stage.row("SELECT 1 FROM conversations WHERE deleted_ms IS NOT NULL"), undefined);
});

Deno.test("rename_room takes no name that there is, and leaves the newcomers' room its own", () => {
  using stage = new JournalStage();
  den(stage);
  const renaming = { actor: BOB, accountName: "bob", room: "den", name: "general" };
  assert.equal(stage.refuses("rename_room", renaming), "name_taken");
  const general = { actor: ALICE, accountName: "alice", room: "general", name: "lobby" };
  assert.equal(stage.refuses("rename_room", general), "no_right");
});
