/** The console makes and ends accounts, whoever else may. */
import assert from "node:assert/strict";
import { CONSOLE } from "../../../../../server/journal/actors.ts";
import { ALICE, BOB, by, JournalStage, saying } from "../../../../support/journal_stage.ts";

Deno.test("add_account makes one while nobody else may, but no name twice", () => {
  using stage = new JournalStage();
  stage.does("set_registration", { ...by(ALICE), mode: "closed", seconds: undefined });
  stage.does("add_account", { actor: CONSOLE, name: "dave", password: "-" });
  const again = { actor: CONSOLE, name: "DAVE", password: "-" };
  assert.equal(stage.refuses("add_account", again), "name_taken");
});

Deno.test("end_account may leave the server without an owner, for somebody to claim it", () => {
  using stage = new JournalStage();
  assert.equal(stage.does("end_account", { actor: CONSOLE, username: "alice" }).account, ALICE);
  assert.equal(stage.refuses("say_room", saying(ALICE, "me?")), "bad_credentials");
});

Deno.test("found_room makes somebody else the owner; replace_password ends the sessions", () => {
  using stage = new JournalStage();
  const room = { owner: "bob", room: "den", visibility: "private", topic: "" } as const;
  assert.equal(stage.does("found_room", { actor: CONSOLE, ...room }).owner, BOB);
  const change = { actor: CONSOLE, username: "bob", password: "+", mustChange: false };
  stage.does("replace_password", change);
  assert.equal(stage.row("SELECT count(*) AS n FROM sessions WHERE account = 2")?.["n"], 0);
});
