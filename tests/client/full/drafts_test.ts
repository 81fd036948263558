import assert from "node:assert/strict";
import { draftsIn, takeDrafts } from "../../../client/full/drafts.ts";
import { Player } from "./support/player.ts";

Deno.test("draftsIn() has what is written and what was not sent, but no message being changed", () => {
  const player = new Player().type("sent").press("enter").type("more");
  player.press("alt+2").message({ id: 3, room: "ops", from: "alice" }).press("up").type("x");
  assert.equal(player.active.draft.purpose.kind, "edit");
  assert.deepEqual([...draftsIn(player.state)], [["chat.example:5000 #general", "sent\nmore"]]);
});

Deno.test("draftsIn() has what is written in a view of several rooms, for the room where it would go", () => {
  const player = new Player({ columns: 120, rows: 24 }).type("at home");
  const drafts = () => [...draftsIn(player.state)];
  player.does({ kind: "merge", serverId: "s1", places: [{ room: "general" }, { room: "ops" }] });
  player.press("ctrl+x").type("in the view");
  const there = ["chat.example:5000 #ops", "in the view"];
  assert.deepEqual(drafts(), [["chat.example:5000 #general", "at home"], there]);
  player.press("ctrl+x");
  assert.deepEqual(drafts(), [["chat.example:5000 #general", "at home\nin the view"]]);
  player.press("ctrl+x").news({ kind: "own-rooms", rooms: ["general"] });
  assert.deepEqual(drafts(), [["chat.example:5000 #general", "at home"], there]);
});

Deno.test("draftsIn() has what is written in a thread, for its room", () => {
  const player = new Player({ columns: 120, rows: 24 }).message({ id: 1, text: "one" });
  player.does({ kind: "thread", serverId: "s1", place: { room: "general" }, id: 1 });
  player.type("a reply");
  assert.deepEqual([...draftsIn(player.state)], [["chat.example:5000 #general", "a reply"]]);
});

Deno.test("takeDrafts() takes those of the server that there is a place for, and leaves the rest", () => {
  const { state } = new Player();
  const kept = new Map([
    ["chat.example:5000 #ops", "one"],
    ["chat.example:5000 @carol", "two"],
    ["chat.example:5000 #left", "not in it"],
    ["chat.example:50001 #ops", "another server"],
  ]);
  const taken = takeDrafts(kept, { address: "chat.example:5000", serverId: "s1", state });
  assert.deepEqual(taken, [
    { place: { room: "ops" }, text: "one" },
    { place: { with: "carol" }, text: "two" },
  ]);
  assert.deepEqual([...kept.values()], ["not in it", "another server"]);
});
