import assert from "node:assert/strict";
import type { Unread } from "../../../../../protocol/records.ts";
import { Player } from "../../support/player.ts";

const BOB = "s1 @bob";

function withBob(): Player {
  const player = new Player().type("/room @bob").press("enter");
  return player.page([], { hasMore: false, key: BOB }).message({ id: 5, to: "alice" });
}

function close(player: Player, bufferKey: string): Player {
  return player.does({ kind: "close-place", serverId: "s1", bufferKey });
}

const READ: Unread = { with: "bob", unread: 0, mentions: 0, read_id: 5 };

Deno.test("reduce() closes a private conversation until something new comes", () => {
  const player = close(withBob(), BOB);
  assert.equal(player.active.place?.room, "general");
  assert.deepEqual(player.state.servers[0]?.place, { room: "general" });
  const hasBob = () => player.state.buffers.some(({ key }) => key === BOB);
  player.news({ kind: "unread", conversations: [READ] });
  assert.equal(hasBob(), false, "what was read does not bring it back");
  player.message({ id: 6, to: "alice" });
  assert.equal(hasBob(), true);
});

Deno.test("reduce() closes nothing that one is in, or in which something was not sent", () => {
  const player = new Player();
  close(player, "s1 #general");
  assert.match(player.screen, /\/part leaves it for good/);
  const bob = withBob().type("half");
  close(bob, BOB);
  assert.equal(bob.line, "half");
  assert.equal(bob.active.key, BOB);
});
