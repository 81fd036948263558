import assert from "node:assert/strict";
import { PasswordCosts } from "../../../server/accounts/password_costs.ts";
import { costOf, unmatchable } from "../../../server/accounts/password_hash.ts";

const KEY = new Uint8Array(32).fill(7);
const NAMES = Array.from({ length: 2_000 }, (_, index) => `name${index}`);

function costs(current: number, counts: readonly [number, number][]): PasswordCosts {
  return new PasswordCosts({ current, counts: new Map(counts), key: KEY });
}

function costsOf(all: PasswordCosts): number[] {
  return NAMES.map((name) => costOf(all.dummyFor(name)));
}

function share(of: number, all: readonly number[]): number {
  return all.filter((cost) => cost === of).length / all.length;
}

Deno.test("PasswordCosts.dummyFor() has each cost as often as accounts have it", () => {
  const all = costsOf(costs(11, [[10, 750], [11, 250]]));
  assert.ok(Math.abs(share(10, all) - 0.75) < 0.05, `${share(10, all)}`);
  assert.equal(share(10, all) + share(11, all), 1);
  assert.equal(share(12, costsOf(costs(12, []))), 1);
  assert.equal(share(10, costsOf(costs(12, [[10, 1]]))), 1);
});

Deno.test("PasswordCosts.dummyFor() depends on the name without case, and on the key", () => {
  const ours = costs(11, [[10, 1], [11, 1]]);
  assert.equal(ours.dummyFor("Alice"), ours.dummyFor("alice"));
  const key = new Uint8Array(32).fill(8);
  const others = new PasswordCosts({ current: 11, counts: new Map([[10, 1], [11, 1]]), key });
  assert.notDeepEqual(costsOf(ours), costsOf(others));
});

Deno.test("PasswordCosts.stored() moves names to the new cost with the accounts, and none back", () => {
  for (const [before, after] of [[10, 11], [12, 10]] as const) {
    const all = costs(after, [[before, 20]]);
    let last = costsOf(all);
    assert.equal(share(before, last), 1);
    for (let account = 0; account < 20; account++) {
      all.stored(unmatchable(after), unmatchable(before));
      const now = costsOf(all);
      assert.ok(now.every((cost, index) => cost === after || last[index] === before));
      assert.ok(Math.abs(share(after, now) - (account + 1) / 20) < 0.05);
      last = now;
    }
    assert.equal(share(after, last), 1);
  }
});
