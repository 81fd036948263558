import assert from "node:assert/strict";
import { HINT_MS } from "../../../../client/full/reduce/hint_time.ts";
import { Player } from "../support/player.ts";

function later(player: Player, byMs: number): Player {
  player.state = { ...player.state, nowMs: player.state.nowMs + byMs };
  return player.does({ kind: "tick" });
}

Deno.test("reduce() takes a hint away when it has stood there for its time", () => {
  const player = new Player().press("alt+9");
  assert.match(player.state.hint ?? "", /no room 9/);
  later(player, HINT_MS - 1);
  assert.match(player.state.hint ?? "", /no room 9/);
  later(player, 1);
  assert.equal(player.state.hint, undefined);
});

Deno.test("reduce() gives a hint that is said once more its whole time", () => {
  const player = new Player().press("alt+9");
  later(player, HINT_MS - 1).press("alt+9");
  later(player, HINT_MS - 1);
  assert.match(player.state.hint ?? "", /no room 9/);
});

Deno.test("reduce() shows the keys for a selected message as long as it is one", () => {
  const player = new Player().message({ id: 1 }).press("alt+m");
  later(player, 10 * HINT_MS);
  assert.match(player.state.hint ?? "", /r reply/);
  player.press("escape");
  assert.equal(player.state.hint, undefined);
});
