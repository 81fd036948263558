import assert from "node:assert/strict";
import { bufferKey, ensureBuffer } from "../../../../client/full/state/buffers.ts";
import { Player } from "../support/player.ts";

Deno.test("ensureBuffer() forgets the oldest private conversation when there are very many", () => {
  const player = new Player();
  let { state } = player;
  for (let number = 0; number < 1_200; number++) {
    state = ensureBuffer(state, "s1", { with: `stranger${number}` }).state;
  }
  assert.equal(state.buffers.length, 1_000);
  const keys = new Set(state.buffers.map(({ key }) => key));
  assert.ok(keys.has(bufferKey("s1", { room: "ops" })), "rooms stay");
  assert.ok(keys.has(bufferKey("s1", { with: "stranger1199" })), "the newest stays");
  assert.equal(state.activeKey, bufferKey("s1", { room: "general" }));
});

Deno.test("ensureBuffer() keeps a bounded number of rooms, whatever the server says one is in", () => {
  const player = new Player();
  let { state } = player;
  for (let number = 0; number < 2_100; number++) {
    state = ensureBuffer(state, "s1", { room: `room${number}` }).state;
  }
  assert.equal(state.buffers.length, 2_000);
  const keys = new Set(state.buffers.map(({ key }) => key));
  assert.ok(keys.has(bufferKey("s1", undefined)), "the server's own stays");
  assert.equal(keys.has(state.activeKey), true);
});
