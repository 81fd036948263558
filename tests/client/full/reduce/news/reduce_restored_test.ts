import assert from "node:assert/strict";
import { Player } from "../../support/player.ts";

const GENERAL = { room: "general" };

/** Alice has seen five messages. */
function started(): Player {
  const player = new Player();
  for (let id = 1; id <= 5; id++) said(player, id, `old ${id}`);
  return player;
}

function said(player: Player, id: number, text: string, from = "bob"): void {
  const message = { id, from, text, time: new Date(id * 1_000).toISOString(), ...GENERAL };
  player.news({ kind: "message", message, quoted: undefined, isReplayed: false });
}

function textsOf(player: Player): string[] {
  return player.active.entries.flatMap((entry) =>
    entry.kind === "message" ? [entry.message.text] : entry.kind === "lines" ? ["--"] : []
  );
}

Deno.test("reduce() takes off what a restored server does not have, and shows what has come instead", () => {
  const player = started();
  player.news({ kind: "lines", lines: ["a line"], tone: "event" });
  player.news({ kind: "restored", lastId: 3, hasLost: true });
  assert.ok(player.screen.includes("restored from a backup"));
  said(player, 4, "new 4");
  said(player, 5, "new 5");
  assert.deepEqual(textsOf(player), ["old 1", "old 2", "old 3", "--", "--", "new 4", "new 5"]);
});

Deno.test("reduce() keeps what is being written, as a new message where the old one is gone", () => {
  const player = started();
  player.press("up", "x");
  assert.equal(player.active.selectedId !== undefined || player.line !== "", true);
  player.news({ kind: "restored", lastId: 0, hasLost: true });
  assert.equal(player.active.selectedId, undefined);
  assert.equal(player.active.draft.purpose.kind, "say");
  assert.equal(player.active.scroll.kind, "end");
  assert.deepEqual(textsOf(player), ["--"]);
});

Deno.test("reduce() leaves the buffers of other servers alone", () => {
  const player = started();
  player.news({ kind: "server-added", address: "work.example:5000" }, "s2");
  player.news({ kind: "restored", lastId: 0, hasLost: true }, "s2");
  assert.equal(textsOf(player).length, 5);
});
