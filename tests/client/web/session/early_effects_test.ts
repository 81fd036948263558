import assert from "node:assert/strict";
import type { ServerEffect } from "../../../../client/full/servers/server_session.ts";
import { EarlyEffects } from "../../../../client/web/session/early_effects.ts";
import {
  firstPageState,
  type PageState,
  SERVER_ID,
} from "../../../../client/web/state/page_state.ts";
import { reducePage } from "../../../../client/web/state/reduce_page.ts";

const DELETE: ServerEffect = { kind: "delete", serverId: SERVER_ID, id: 7 };

/** The page of somebody, from what its browser has kept, while there is no connection yet. */
function keptOf(username: string): PageState {
  const place = { room: "general" };
  return reducePage(
    firstPageState({ address: "chat.example", nowMs: 0, noncePrefix: "page" }),
    {
      kind: "kept",
      isEarly: true,
      account: { username, serverName: "chat" },
      place,
      places: [{ place, topic: "", messages: [], hasOlder: true }],
    },
    { sendTyped: undefined, eventText: () => undefined },
  ).state;
}

function performedAs(early: EarlyEffects, username?: string): ServerEffect[] {
  const performed: ServerEffect[] = [];
  early.perform({ perform: (effect) => void performed.push(effect) }, username);
  return performed;
}

Deno.test("EarlyEffects does what was entered early once the same account is in", () => {
  const early = new EarlyEffects();
  assert.equal(early.takes(DELETE, keptOf("alice")), true);
  assert.deepEqual(performedAs(early, "Alice"), [DELETE]);
  assert.deepEqual(performedAs(early, "alice"), []);
});

Deno.test("EarlyEffects does nothing of one account as another one", () => {
  const early = new EarlyEffects();
  assert.equal(early.takes(DELETE, keptOf("alice")), true);
  assert.deepEqual(performedAs(early, "bob"), []);
  assert.deepEqual(performedAs(early, "alice"), []);
});

Deno.test("EarlyEffects lets everything that waits fail when there is no connection", () => {
  const early = new EarlyEffects();
  assert.equal(early.takes(DELETE, keptOf("alice")), true);
  assert.deepEqual(performedAs(early), [DELETE]);
});
