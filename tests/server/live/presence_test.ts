/** Coming and going: at once while it is calm, gathered when it is not. */
import assert from "node:assert/strict";
import type { ServerEvent } from "../../../protocol/events.ts";
import { ACCOUNT_RATES } from "../../../server/limits/rates.ts";
import { HubBench } from "../../support/fake_listener.ts";

const ROOMS = Array.from({ length: 100 }, (_, index) => ({ id: index + 1, name: `room-${index}` }));
const [HOME = { id: 0, name: "" }] = ROOMS;

function told(events: readonly ServerEvent[]): string[] {
  return events.map((event) => event.event === "presence" ? `away ${event.away}` : event.event);
}

Deno.test("Presence tells somebody who comes and goes now and then at once", async () => {
  const bench = new HubBench({ rates: ACCOUNT_RATES });
  const watcher = bench.enter(1, "watcher", [HOME]);
  for (let times = 0; times < 20; times++) {
    const bob = bench.enter(2, "bob", [HOME]);
    await bench.endTurn();
    assert.deepEqual(told(watcher.events()), ["joined"]);
    bench.hub.leave(bob, 2);
    await bench.endTurn();
    assert.deepEqual(told(watcher.events()), ["left"]);
  }
});

Deno.test("Presence bounds how often one account is told of, and ends with what is so", async () => {
  const bench = new HubBench({ rates: ACCOUNT_RATES });
  const watcher = bench.enter(1, "watcher", [HOME]);
  let bob = bench.enter(2, "bob", [HOME]);
  for (let times = 0; times < 1_000; times++) {
    bench.hub.leave(bob, 2);
    bob = bench.enter(2, "bob", [HOME]);
  }
  bench.hub.leave(bob, 2);
  await bench.endTurn();
  const events = watcher.events();
  assert.ok(events.length <= 60, `${events.length} of 2,002`);
  // Nobody asks for it: what is so is told when there is room again.
  bench.nowMs += 2_000;
  bench.hub.sweep();
  await bench.endTurn();
  events.push(...watcher.events());
  assert.equal(events.at(-1)?.event, "left");
  bench.hub.sweep();
  await bench.endTurn();
  assert.deepEqual(watcher.events(), []);
});

Deno.test("Presence says nothing of what has turned back before it could be told", async () => {
  const bench = new HubBench({ rates: ACCOUNT_RATES });
  const watcher = bench.enter(1, "watcher", [HOME]);
  let bob = bench.enter(2, "bob", [HOME]);
  for (let times = 0; times < 200; times++) {
    bench.hub.leave(bob, 2);
    bob = bench.enter(2, "bob", [HOME]);
  }
  await bench.endTurn();
  assert.equal(watcher.events().at(-1)?.event, "joined");
  bench.hub.leave(bob, 2);
  bench.enter(2, "bob", [HOME]);
  bench.nowMs += 60_000;
  bench.hub.sweep();
  await bench.endTurn();
  assert.deepEqual(watcher.events(), []);
});

Deno.test("Presence charges for everybody who is told, in all rooms together", async () => {
  const bench = new HubBench({ rates: ACCOUNT_RATES });
  const watchers = Array.from(
    { length: 100 },
    (_, index) => bench.enter(index + 10, `watcher${index}`, ROOMS),
  );
  await bench.endTurn();
  for (const watcher of watchers) watcher.lines();
  for (let times = 0; times < 50; times++) {
    bench.hub.leave(bench.enter(2, "bob", ROOMS), 2);
  }
  await bench.endTurn();
  const events = watchers.reduce((sum, watcher) => sum + watcher.events().length, 0);
  // Each time would be 10,000 of them; six times are 66 tokens of 60.
  assert.ok(events > 0 && events <= 60_000, `${events} events`);
});

Deno.test("Presence gathers away and back like coming and going, from the same tokens", async () => {
  const bench = new HubBench({ rates: ACCOUNT_RATES });
  const watcher = bench.enter(1, "watcher", [HOME]);
  bench.enter(2, "bob", [HOME]);
  await bench.endTurn();
  watcher.lines();
  for (let times = 0; times < 300; times++) {
    bench.hub.appearance.setAway(2, times % 2 === 0 ? "tea" : undefined);
  }
  bench.hub.appearance.setAway(2, "lunch");
  await bench.endTurn();
  assert.ok(watcher.events().length <= 60);
  bench.nowMs += 5_000;
  bench.hub.sweep();
  await bench.endTurn();
  assert.deepEqual(told(watcher.events()), ["away lunch"]);
});

Deno.test("Presence does not tell a room of somebody who is no member of it any more", async () => {
  const bench = new HubBench({ rates: ACCOUNT_RATES });
  const watcher = bench.enter(1, "watcher", [HOME]);
  let bob = bench.enter(2, "bob", [HOME]);
  for (let times = 0; times < 200; times++) {
    bench.hub.leave(bob, 2);
    bob = bench.enter(2, "bob", [HOME]);
  }
  bench.hub.leave(bob, 2);
  bench.hub.leaveRoom(2, HOME.id);
  await bench.endTurn();
  watcher.lines();
  bench.nowMs += 60_000;
  bench.hub.sweep();
  await bench.endTurn();
  assert.deepEqual(watcher.events(), []);
});

Deno.test("Presence tells everything at once where there are no limits", async () => {
  const bench = new HubBench();
  const watcher = bench.enter(1, "watcher", [HOME]);
  for (let times = 0; times < 500; times++) bench.hub.leave(bench.enter(2, "bob", [HOME]), 2);
  await bench.endTurn();
  assert.equal(watcher.events().length, 1_000);
});
