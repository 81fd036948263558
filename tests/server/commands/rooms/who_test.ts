import assert from "node:assert/strict";
import { Dispatcher } from "../../../../server/commands/dispatcher.ts";
import type { Services } from "../../../../server/commands/services.ts";
import { actingAccount, callerOf } from "../../../support/callers.ts";
import { HubBench } from "../../../support/fake_listener.ts";
import { quietLog } from "../../../support/quiet_log.ts";

Deno.test("who() lists so many people at a time, in the order of their names", async () => {
  const bench = new HubBench();
  const names = Array.from({ length: 650 }, (_, index) => `User-${String(index).padStart(3, "0")}`);
  for (const [index, name] of names.toReversed().entries()) bench.enter(index + 1, name);
  bench.enter(1, "User-649");
  bench.hub.appearance.setAway(1, "tea");
  const dispatcher = new Dispatcher({ hub: bench.hub, log: quietLog() } as Services);
  const caller = callerOf(actingAccount(1, "User-649"));

  const listed: string[] = [];
  const pages: number[] = [];
  for (let more = true; more;) {
    const after = listed.at(-1)?.toUpperCase();
    const page = await dispatcher.run(caller, {
      action: "who",
      ref: undefined,
      room: undefined,
      after,
    });
    pages.push(page.users.length);
    listed.push(...page.users.map(({ username }) => username));
    more = page.more;
    if (!more) {
      assert.deepEqual(page.users.at(-1), { username: "User-649", connections: 2, away: "tea" });
    }
  }
  assert.deepEqual(pages, [300, 300, 50]);
  assert.deepEqual(listed, names);
});
