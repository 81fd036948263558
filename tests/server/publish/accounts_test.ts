/** What becomes of an entry about an account whose connections have ended before it is committed. */
import assert from "node:assert/strict";
import { ACCOUNT_PUBLISHERS } from "../../../server/publish/accounts.ts";
import type { Outlets } from "../../../server/publish/publishers.ts";
import { HubBench } from "../../support/fake_listener.ts";

Deno.test("ignore is known to the watches of others, also when whoever ignores is gone", () => {
  const bench = new HubBench();
  const eve = bench.enter(2, "eve", []);
  const watcher = { listener: eve, account: { id: 2, name: "eve" } };
  bench.hub.watches.add(watcher, "Alice").settle({ isIgnoring: false, isIgnored: false });
  assert.deepEqual(bench.hub.watches.watchersOf("alice"), [eve]);
  const outlets = { hub: bench.hub } as unknown as Outlets;
  const entry = { kind: "ignore", actor: 1, timeMs: 0, username: "eve" } as const;
  ACCOUNT_PUBLISHERS.ignore(entry, { name: "alice", users: ["eve"] }, outlets);
  assert.deepEqual(bench.hub.watches.watchersOf("alice"), []);
  ACCOUNT_PUBLISHERS.unignore(
    { ...entry, kind: "unignore" },
    { name: "alice", users: [] },
    outlets,
  );
  assert.deepEqual(bench.hub.watches.watchersOf("alice"), [eve]);
});
