import assert from "node:assert/strict";
import { besideOthers } from "../../../../client/full/servers/beside_others.ts";
import { windowsIn } from "../../../../client/full/state/windows.ts";
import { Player } from "../support/player.ts";

const GENERAL = { room: "general" };

/** A second server that is opened again beside the one of the player. */
function second(player: Player): () => void {
  player.news({ kind: "server-added", address: "work.example:5000" }, "s2");
  player.news({ kind: "welcome", username: "al", rooms: ["general"], lastId: 0 }, "s2");
  const dispatch = besideOthers(() => player.state, (action) => player.does(action));
  return () => dispatch({ kind: "open-place", serverId: "s2", place: GENERAL });
}

Deno.test("besideOthers() leads nobody away who is in a room of another server, but to what they ask for", () => {
  const player = new Player();
  const opens = second(player);
  opens();
  assert.equal(player.active.serverId, "s1");
  assert.ok(
    player.state.buffers.some(({ isIn, place, serverId }) =>
      serverId === "s2" && place?.room === "general" && isIn
    ),
  );
  opens();
  assert.equal(player.active.serverId, "s2");
});

Deno.test("besideOthers() leads to the first room of all, and to the one of the run before", () => {
  const first = new Player({ isEmpty: true });
  second(first)();
  assert.equal(first.active.serverId, "s2");
  const player = new Player({ columns: 120, rows: 24 });
  const shows = { 1: "alice@chat.example:5000 #ops", 2: "al@work.example:5000 #general" };
  const parts = [{ tree: 1, weight: 1 }, { tree: 2, weight: 1 }];
  const written = JSON.stringify({ tree: { into: "columns", parts }, focused: 2, shows });
  player.state = { ...player.state, ...windowsIn(written) };
  second(player)();
  assert.equal(player.active.serverId, "s2");
});
