/** Accounts end only where nobody is left without an owner, and ignore only so many. */
import assert from "node:assert/strict";
import { ALICE, BOB, by, JournalStage, saying } from "../../../../support/journal_stage.ts";

Deno.test("delete_account refuses the only owner of the server, and of a room with others in it", () => {
  using stage = new JournalStage();
  assert.equal(stage.refuses("delete_account", by(ALICE)), "last_owner");
  const room = { room: "den", visibility: "public", topic: "" } as const;
  stage.does("create_room", { actor: BOB, accountName: "bob", ...room });
  stage.does("join_room", { actor: ALICE, accountName: "alice", room: "den" });
  assert.equal(stage.refuses("delete_account", by(BOB)), "last_owner");
  stage.does("part_room", { actor: ALICE, accountName: "alice", room: "den" });
  stage.does("delete_account", by(BOB));
  assert.equal(stage.refuses("say_room", saying(BOB, "still there?")), "bad_credentials");
});

Deno.test("set_password refuses a session that proved another password", () => {
  using stage = new JournalStage();
  const changing = { ...by(ALICE), session: 1, password: "+" };
  assert.equal(stage.refuses("set_password", { ...changing, provedPassword: "x" }), "busy");
  stage.does("set_password", { ...changing, provedPassword: "-" });
});

Deno.test("ignore and unignore answer with everybody who is ignored, by name", () => {
  using stage = new JournalStage();
  stage.does("ignore", { actor: ALICE, username: "carol" });
  const { users } = stage.does("ignore", { actor: ALICE, username: "BOB" });
  assert.deepEqual(users, ["bob", "carol"]);
  assert.deepEqual(stage.does("unignore", { actor: ALICE, username: "carol" }).users, ["bob"]);
});
