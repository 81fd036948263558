/** What browsers want to be told of is kept with their sessions. */
import assert from "node:assert/strict";
import type { QuietHours } from "../../../../../protocol/push.ts";
import type { FieldsOf } from "../../../../../server/journal/entries.ts";
import { ALICE, BOB, JournalStage } from "../../../../support/journal_stage.ts";

const NIGHT: QuietHours = { from: 1_320, to: 420, zone: "Europe/Berlin" };

function subscribing(
  session: number,
  quiet: QuietHours | undefined,
): FieldsOf<"subscribe_push"> {
  return {
    actor: BOB,
    session,
    endpoint: "https://push.example/bob",
    publicKey: new Uint8Array([4]),
    secret: new Uint8Array([1]),
    notify: "all",
    hidesText: false,
    places: [],
    quiet,
  };
}

Deno.test("subscribe_push keeps quiet hours as they are given, and forgets them without", () => {
  using stage = new JournalStage();
  const session = Number(stage.row(`SELECT id FROM sessions WHERE account = ${BOB}`)?.["id"]);
  const message = stage.says(ALICE, "hello");
  const quiet = () =>
    stage.asks("push_targets", { messages: [message] }).map((target) => target.quiet);
  // Whether there is such a zone is nothing that an entry asks.
  for (const hours of [NIGHT, { ...NIGHT, zone: "Mars/Phobos" }, undefined]) {
    stage.does("subscribe_push", subscribing(session, hours));
    assert.deepEqual(quiet(), [hours]);
  }
});

Deno.test("subscribe_push takes entries from before there were quiet hours", () => {
  using stage = new JournalStage();
  const session = Number(stage.row(`SELECT id FROM sessions WHERE account = ${BOB}`)?.["id"]);
  const { quiet: _quiet, ...older } = subscribing(session, undefined);
  stage.does("subscribe_push", older as FieldsOf<"subscribe_push">);
  assert.deepEqual(
    stage.row("SELECT quiet_from, quiet_to, quiet_zone FROM push_subscriptions"),
    { quiet_from: null, quiet_to: null, quiet_zone: null },
  );
});
