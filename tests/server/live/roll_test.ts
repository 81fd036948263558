import assert from "node:assert/strict";
import fc from "fast-check";
import { foldUsername } from "../../../protocol/names.ts";
import type { OnlineAccount } from "../../../server/live/online_account.ts";
import { Roll } from "../../../server/live/roll.ts";
import { TokenBucket } from "../../../server/base/token_bucket.ts";

function account(name: string): OnlineAccount {
  return {
    id: 1,
    name,
    role: "user",
    elsewhere: new Map(),
    connections: new Set(),
    rooms: new Map(),
    away: undefined,
    rates: undefined,
    typingBucket: new TokenBucket({ burst: 1, perSecond: 1 }, 0),
    presenceBucket: undefined,
  };
}

Deno.test("Roll is what sorting at each question would give", () => {
  const name = fc.stringMatching(/^[A-Za-z0-9_-]{3,5}$/);
  fc.assert(
    fc.property(fc.array(fc.tuple(name, fc.boolean()), { maxLength: 60 }), name, (steps, after) => {
      const roll = new Roll();
      const model = new Map<string, OnlineAccount>();
      for (const [each, isAdded] of steps) {
        const folded = foldUsername(each);
        const known = model.get(folded);
        if (isAdded && known === undefined) {
          const added = account(each);
          model.set(folded, added);
          roll.add(added);
          roll.add(added);
        } else if (!isAdded && known !== undefined) {
          model.delete(folded);
          assert.equal(roll.delete(known), true);
          assert.equal(roll.delete(known), false);
        }
      }
      const sorted = [...model].sort(([one], [other]) => one < other ? -1 : 1);
      assert.deepEqual([...roll], sorted.map(([, each]) => each));
      assert.equal(roll.size, model.size);
      assert.deepEqual(
        [...roll.after(after)],
        sorted.filter(([folded]) => folded > foldUsername(after)).map(([, each]) => each),
      );
    }),
  );
});

Deno.test("Roll.after() looks at no more than is taken of it", () => {
  const roll = new Roll();
  for (let index = 0; index < 1_000; index++) roll.add(account(`user${index}`));
  const page = roll.after("user5")[Symbol.iterator]();
  assert.equal(page.next().value?.name, "user50");
  roll.delete(account("nobody"));
  assert.equal(roll.size, 1_000);
});
