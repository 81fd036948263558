import assert from "node:assert/strict";
import { newForm } from "../../../../client/full/form/login_form.ts";
import { Player } from "../support/player.ts";

const ASK = { kind: "ask", serverId: "", ticket: 7, prompt: "Sure? ", isSecret: false } as const;

Deno.test("reduce() lets news of a server that was left bring nothing back", () => {
  const player = new Player().news({ kind: "server-removed" });
  player.does({ kind: "open-place", serverId: "s1", place: { room: "ops" } });
  player.does({ kind: "say-to", serverId: "s1", place: { with: "bob" }, text: "late" });
  player.message({ id: 5, text: "@alice late", from: "bob" });
  player.news({ kind: "welcome", username: "alice", rooms: ["general"], lastId: 5 });
  assert.deepEqual(player.state.buffers, []);
  assert.deepEqual(player.effects, []);
});

Deno.test("reduce() gives a command's question up when something comes in front of it", () => {
  const player = new Player().does(ASK);
  player.does({ kind: "open-form", serverId: undefined, form: newForm() });
  assert.deepEqual(player.wanted("answered"), [{ kind: "answered", ticket: 7, text: undefined }]);
});

Deno.test("reduce() gives a command's question up for the next one, and answers each once", () => {
  const player = new Player().does(ASK).does({ ...ASK, ticket: 8 });
  player.type("yes").press("enter");
  assert.deepEqual(player.wanted("answered"), [
    { kind: "answered", ticket: 7, text: undefined },
    { kind: "answered", ticket: 8, text: "yes" },
  ]);
});
