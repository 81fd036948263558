/** The server is claimed once, keeps an owner, and roles are given from above. */
import assert from "node:assert/strict";
import { CONSOLE, SERVER } from "../../../../../server/journal/actors.ts";
import { NO_SIMULATION } from "../../../../../server/net/simulation.ts";
import { ALICE, BOB, by, JournalStage } from "../../../../support/journal_stage.ts";

Deno.test("claim is refused where there is an owner, also with a code that was offered", () => {
  using stage = new JournalStage();
  const codeHash = new Uint8Array([1]);
  assert.equal(stage.does("offer_claim", { actor: SERVER, codeHash }), false);
  assert.equal(stage.refuses("claim", { ...by(BOB), codeHash }), "bad_code");
});

Deno.test("grant gives roles below one's own, and leaves the server an owner", () => {
  using stage = new JournalStage();
  const stepping = { ...by(ALICE), username: "alice", role: "user" } as const;
  assert.equal(stage.refuses("grant", stepping), "last_owner");
  const { joined } = stage.does("grant", { ...by(ALICE), username: "bob", role: "moderator" });
  assert.notEqual(joined, undefined, "he came into the staff's room");
  const giving = { ...by(BOB), username: "carol", role: "moderator" } as const;
  assert.equal(stage.refuses("grant", giving), "no_right");
});

Deno.test("simulate is for admins, about lower roles", () => {
  using stage = new JournalStage();
  const simulation = { ...NO_SIMULATION, delayMs: 50 };
  const simulating = { username: "alice", simulation };
  assert.equal(stage.refuses("simulate", { ...by(BOB), ...simulating }), "no_right");
  const about = { ...by(ALICE), ...simulating, username: "bob" };
  assert.equal(stage.does("simulate", about).target.id, BOB);
});

Deno.test("offer_claim leaves alone what other servers of the same journal have offered", () => {
  using stage = new JournalStage();
  stage.does("end_account", { actor: CONSOLE, username: "alice" });
  const offer = (code: number, server: string) =>
    stage.does("offer_claim", { actor: SERVER, codeHash: new Uint8Array([code]), server });
  const claims = (code: number) =>
    stage.refuses("claim", { ...by(BOB), codeHash: new Uint8Array([code]) });
  offer(2, "one");
  offer(3, "other");
  offer(4, "one");
  assert.equal(claims(2), "bad_code", "a start replaces what the start before offered");
  assert.equal(claims(3), "granted");
  assert.equal(claims(4), "bad_code", "there is an owner");
});

Deno.test("offer_claim takes the place of a code from before servers had names", () => {
  using stage = new JournalStage();
  stage.does("end_account", { actor: CONSOLE, username: "alice" });
  const old = new Uint8Array([7]);
  stage.database.exec(`INSERT INTO settings VALUES ('claim_code', '${old.toHex()}')`);
  const claim = { ...by(BOB), codeHash: old };
  stage.does("offer_claim", { actor: SERVER, codeHash: new Uint8Array([8]), server: "one" });
  assert.equal(stage.refuses("claim", claim), "bad_code");
});
