/** Who has which name in a cluster stands in the database, and is the same at all nodes. */
import assert from "node:assert/strict";
import { GUEST, SERVER } from "../../../../../server/journal/actors.ts";
import { beginSharing } from "../../../../../server/journal/write/cluster/shared_log.ts";
import { ALICE, BOB, JournalStage, registering } from "../../../../support/journal_stage.ts";

const MINUTE_MS = 60_000;

/** A stage that is a node of a cluster. */
function shared(): JournalStage {
  const stage = new JournalStage();
  beginSharing(stage.writer.store, { cluster: "id", level: 1 });
  return stage;
}

function comes(stage: JournalStage, account: number, node: string): void {
  const session = Number(stage.row(`SELECT id FROM sessions WHERE account = ${account}`)?.["id"]);
  const limit = { sessionsPerUser: 0, sessionConflict: "refuse" } as const;
  stage.does("came", { actor: account, node, connection: account, epoch: 1, session, ...limit });
}

function goes(stage: JournalStage, account: number, node: string): void {
  stage.does("left", { actor: SERVER, node, connection: account, account, session: 0 });
}

function enterAs(stage: JournalStage, name: string): number {
  const origin = { tokenHash: new TextEncoder().encode(name), address: "::1", device: "" };
  return stage.does("enter_guest", { actor: GUEST, name, ...origin }).id;
}

Deno.test("a nick is whose entry comes first, until that account is at no node any more", () => {
  using stage = shared();
  for (const account of [ALICE, BOB]) comes(stage, account, "a");
  comes(stage, ALICE, "b");
  stage.does("call_account", { actor: ALICE, name: "star" });
  assert.equal(stage.refuses("call_account", { actor: BOB, name: "Star" }), "name_taken");
  assert.equal(stage.refuses("register", registering("star")), "name_taken");
  const origin = { tokenHash: new Uint8Array(1), address: "::1", device: "" };
  const entering = { actor: GUEST, name: "star", ...origin };
  assert.equal(stage.refuses("enter_guest", entering), "name_taken");
  assert.deepEqual(stage.asks("connected", {}).nicks, [{ account: ALICE, nick: "star" }]);
  goes(stage, ALICE, "a");
  assert.equal(stage.refuses("call_account", { actor: BOB, name: "star" }), "name_taken");
  stage.does("node_gone", { actor: SERVER, node: "b", epoch: 1 });
  stage.does("call_account", { actor: BOB, name: "star" });
  stage.does("call_account", { actor: BOB, name: "bob" });
  assert.deepEqual(stage.asks("connected", {}).nicks, []);
});

Deno.test("nobody is called otherwise who is at no node, and nobody like an account", () => {
  using stage = shared();
  assert.equal(stage.refuses("call_account", { actor: ALICE, name: "star" }), "busy");
  comes(stage, ALICE, "a");
  assert.equal(stage.refuses("call_account", { actor: ALICE, name: "bob" }), "name_taken");
});

Deno.test("a guest ends a minute after it was seen last at any node, and not before", () => {
  using stage = shared();
  const [there, away] = [enterAs(stage, "visitor"), enterAs(stage, "traveller")];
  for (const guest of [there, away]) comes(stage, guest, "a");
  stage.timeMs += 10 * MINUTE_MS;
  comes(stage, there, "b");
  assert.equal(stage.refuses("end_guest", { actor: SERVER, account: there }), "already_connected");
  stage.does("node_gone", { actor: SERVER, node: "a", epoch: 1 });
  assert.equal(stage.asks("has_guests", {}), false);
  stage.timeMs += MINUTE_MS - 1;
  stage.does("end_guests", { actor: SERVER });
  assert.equal(
    stage.row(`SELECT deleted_ms FROM accounts WHERE id = ${away}`)?.["deleted_ms"],
    null,
  );
  stage.timeMs += 1;
  assert.equal(stage.asks("has_guests", {}), true);
  assert.equal(stage.does("end_guests", { actor: SERVER }).more, false);
  assert.equal(stage.asks("has_guests", {}), false);
  enterAs(stage, "traveller");
  goes(stage, there, "b");
  stage.does("end_guest", { actor: SERVER, account: there });
  assert.equal(stage.refuses("end_guest", { actor: SERVER, account: there }), "no_such_user");
  assert.equal(stage.refuses("end_guest", { actor: SERVER, account: ALICE }), "no_such_user");
});
