import assert from "node:assert/strict";
import { draftsIn, takeDrafts } from "../../../client/full/drafts.ts";
import { Player } from "./support/player.ts";

Deno.test("draftsIn() has what is written and what was not sent, but no message being changed", () => {
  const player = new Player().type("sent").press("enter").type("more");
  player.press("alt+2").message({ id: 3, room: "ops", from: "alice" }).press("up").type("x");
  assert.equal(player.active.draft.purpose.kind, "edit");
  assert.deepEqual([...draftsIn(player.state)], [["chat.example:5000 #general", "sent\nmore"]]);
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
