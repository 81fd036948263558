/** Guests have nothing that nobody would have when they have gone. */
import assert from "node:assert/strict";
import { CONSOLE, GUEST, SERVER } from "../../../../../server/journal/actors.ts";
import { ALICE, by, JournalStage } from "../../../../support/journal_stage.ts";

function enterAs(stage: JournalStage, name: string): number {
  const origin = { tokenHash: new Uint8Array(32).fill(9), address: "::1", device: "" };
  return stage.does("enter_guest", { actor: GUEST, name, ...origin }).id;
}

Deno.test("claim and grant make no guest one of those who keep order", () => {
  using stage = new JournalStage();
  const guest = enterAs(stage, "visitor");
  const giving = { ...by(ALICE), username: "visitor", role: "moderator" } as const;
  assert.equal(stage.refuses("grant", giving), "no_right");
  stage.does("end_account", { actor: CONSOLE, username: "alice" });
  const codeHash = new Uint8Array([1]);
  stage.does("offer_claim", { actor: SERVER, codeHash });
  assert.equal(stage.refuses("claim", { ...by(guest), codeHash }), "no_right");
});

Deno.test("set_role makes no guest the owner of a room", () => {
  using stage = new JournalStage();
  const guest = enterAs(stage, "visitor");
  stage.does("create_room", {
    ...by(ALICE),
    accountName: "alice",
    room: "tower",
    topic: "",
    visibility: "public",
  });
  stage.does("join_room", { ...by(guest), accountName: "visitor", room: "tower" });
  const giving = { ...by(ALICE), room: "tower", username: "visitor" } as const;
  assert.equal(stage.refuses("set_role", { ...giving, role: "owner" }), "no_right");
  stage.does("set_role", { ...giving, role: "moderator" });
});
