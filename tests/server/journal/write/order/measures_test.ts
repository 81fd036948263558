/** Bans and mutes hold to the millisecond, and end in the order of their ends. */
import assert from "node:assert/strict";
import { SERVER } from "../../../../../server/journal/actors.ts";
import { ALICE, BOB, by, JournalStage, saying } from "../../../../support/journal_stage.ts";

const muting = { ...by(ALICE), measure: "mute", room: undefined, reason: "" } as const;

Deno.test("restrain holds until its end, noted or not", () => {
  using stage = new JournalStage();
  stage.does("restrain", { ...muting, username: "bob", seconds: 5 });
  stage.timeMs += 4_999;
  assert.equal(stage.refuses("say_room", saying(BOB, "hi")), "muted");
  stage.timeMs += 1;
  stage.says(BOB, "hi");
});

Deno.test("expire notes so many as it is told, those that ended first before the others", () => {
  using stage = new JournalStage();
  stage.does("restrain", { ...muting, username: "bob", seconds: 20 });
  stage.does("restrain", { ...muting, username: "carol", seconds: 10 });
  stage.timeMs += 30_000;
  const first = stage.does("expire", { actor: SERVER, limit: 1 });
  assert.deepEqual([first.ended.map(({ person }) => person?.name), first.more], [["carol"], true]);
  const second = stage.does("expire", { actor: SERVER, limit: 1 });
  assert.deepEqual([second.ended.map(({ person }) => person?.name), second.more], [["bob"], false]);
});

Deno.test("ban_network refuses the asker's own network unless it is forced", () => {
  using stage = new JournalStage();
  const terms = { seconds: undefined, reason: "", network: "192.0.2.0/24" };
  const banning = { actor: ALICE, address: "192.0.2.7", ...terms };
  assert.equal(stage.refuses("ban_network", { ...banning, force: false }), "bad_network");
  stage.does("ban_network", { ...banning, force: true });
  stage.does("lift", { ...by(ALICE), which: { network: "192.0.2.0/24" } });
  const again = { ...by(ALICE), which: { network: "192.0.2.0/24" } };
  assert.equal(stage.refuses("lift", again), "no_such_measure");
});
