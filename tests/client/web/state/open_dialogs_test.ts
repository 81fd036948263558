import assert from "node:assert/strict";
import type { ServerRole } from "../../../../protocol/records.ts";
import type { PageAction } from "../../../../client/web/state/page_action.ts";
import { SERVER_ID } from "../../../../client/web/state/page_state.ts";
import { afterAll, pageWith } from "../../../support/page_states.ts";

const granted = (username: string, role: ServerRole): PageAction => ({
  kind: "event",
  serverId: SERVER_ID,
  event: { event: "granted", username, role, by: "owner", time: "2026-11-20T10:00:00.000Z" },
});

Deno.test("reducePage() keeps what the account is on the server", () => {
  const state = pageWith();
  assert.equal(state.role, "user");
  assert.equal(afterAll(state, [{ kind: "own-role", role: "admin" }]).role, "admin");
  assert.equal(afterAll(state, [granted("Alice", "moderator")]).role, "moderator");
  assert.equal(afterAll(state, [granted("bob", "owner")]).role, "user");
});

Deno.test("reducePage() puts dialogs on each other, but no dialog on itself", () => {
  const open = (dialog: Extract<PageAction, { kind: "open-dialog" }>["dialog"]): PageAction => ({
    kind: "open-dialog",
    dialog,
  });
  const state = afterAll(pageWith(), [
    open({ kind: "room", room: "general" }),
    open({ kind: "person", username: "bob" }),
    open({ kind: "person", username: "carol" }),
  ]);
  assert.deepEqual(state.dialogs, [
    { kind: "room", room: "general" },
    { kind: "person", username: "carol" },
  ]);
  assert.deepEqual(afterAll(state, [{ kind: "close-dialog" }]).dialogs, [
    { kind: "room", room: "general" },
  ]);
});

Deno.test("reducePage() opens what the commands /help and /search ask for", () => {
  const state = afterAll(pageWith(), [{ kind: "help", serverId: SERVER_ID, query: "ban" }]);
  assert.deepEqual(state.dialogs, [{ kind: "keys", query: "ban" }]);
  const searched = afterAll(pageWith(), [
    { kind: "open-search", serverId: SERVER_ID, query: "from:bob" },
  ]);
  assert.deepEqual(searched.dialogs, [{ kind: "search", query: "from:bob" }]);
});
