import assert from "node:assert/strict";
import { Player } from "../../support/player.ts";

const OFFICE = "s1 #office";

Deno.test("reduce() takes what is typed right after /join as meant for the new room", () => {
  const player = new Player().type("/join #Office").press("enter").type("hello");
  assert.equal(player.last("command").opens, OFFICE);
  assert.equal(player.active.key, OFFICE);
  assert.ok(player.screen.includes("going there …"));
  player.press("enter").type("more");
  assert.deepEqual(player.last("say").message, { room: "office", text: "hello" });
  assert.deepEqual(player.wanted("fetch"), [], "nothing is fetched before one is in");
  player.does({ kind: "open-place", serverId: "s1", place: { room: "office" } });
  assert.equal(player.line, "more");
  assert.equal(player.active.isIn, true);
  assert.equal(player.last("fetch").bufferKey, OFFICE);
});

Deno.test("reduce() leads back when the room cannot be opened", () => {
  const player = new Player().type("/create #office private").press("enter");
  player.does({ kind: "not-opened", serverId: "s1", bufferKey: OFFICE });
  assert.equal(player.active.place?.room, "general");
  assert.ok(!player.state.buffers.some(({ key }) => key === OFFICE));
});

Deno.test("reduce() lets nothing that was meant for a room get to another one", () => {
  const player = new Player().type("/join #office").press("enter").type("secr");
  player.does({ kind: "not-opened", serverId: "s1", bufferKey: OFFICE }).type("et").press("enter");
  assert.equal(player.active.key, OFFICE);
  assert.deepEqual(player.wanted("say"), []);
  assert.ok(player.screen.includes("not in #office"));
  player.press("ctrl+c", "alt+1");
  assert.ok(!player.state.buffers.some(({ key }) => key === OFFICE));
});

Deno.test("reduce() stays away from a room that opens after the reader has gone on", () => {
  const player = new Player().type("/join #office").press("enter", "ctrl+p").type("hi");
  player.does({ kind: "open-place", serverId: "s1", place: { room: "office" } });
  assert.equal(player.active.place?.room, "ops");
  assert.equal(player.line, "hi");
});

Deno.test("reduce() goes at once where the server need not be asked", () => {
  const player = new Player().type("/room @bob").press("enter").type("hi").press("enter");
  assert.deepEqual(player.last("say").message, { to: "bob", text: "hi" });
  player.type("/room #ops").press("enter");
  assert.equal(player.active.place?.room, "ops");
  assert.deepEqual(player.wanted("command"), []);
  // A room that is known already is joined as ever: the server has the last word.
  player.type("/join #general").press("enter");
  assert.equal(player.active.place?.room, "general");
  assert.equal(player.last("command").opens, "s1 #general");
});

Deno.test("reduce() does not take back to a room who has gone on before it was open", () => {
  const player = new Player().type("/join #office").press("enter", "alt+1");
  assert.equal(player.active.place?.room, "general");
  const place = { room: "office" };
  player.does({ kind: "open-place", serverId: "s1", place, wasOpened: true });
  assert.equal(player.active.place?.room, "general");
  assert.equal(player.room("office").isIn, true);
});
