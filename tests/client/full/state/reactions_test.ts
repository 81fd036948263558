import assert from "node:assert/strict";
import { reactionsAfter } from "../../../../client/full/state/reactions.ts";

const BOB = { by: "bob", emoji: "🎉" };

Deno.test("reactionsAfter() counts everybody once", () => {
  const once = reactionsAfter(undefined, BOB);
  assert.deepEqual(once, [{ emoji: "🎉", count: 1, users: ["bob"] }]);
  assert.deepEqual(reactionsAfter(once, { ...BOB, by: "BOB" }), once);
  assert.deepEqual(reactionsAfter(once, { ...BOB, by: "carol" })[0]?.count, 2);
});

Deno.test("reactionsAfter() takes back, and leaves nothing of what nobody is left for", () => {
  const both = reactionsAfter(reactionsAfter(undefined, BOB), { by: "carol", emoji: "👍" });
  assert.deepEqual(reactionsAfter(both, { ...BOB, removed: true }), [
    { emoji: "👍", count: 1, users: ["carol"] },
  ]);
  assert.deepEqual(reactionsAfter(undefined, { ...BOB, removed: true }), []);
});

Deno.test("reactionsAfter() counts those who are not named", () => {
  const many = [{ emoji: "🎉", count: 50, users: ["alice"] }];
  assert.deepEqual(reactionsAfter(many, { ...BOB, removed: true }), [
    { emoji: "🎉", count: 49, users: ["alice"] },
  ]);
});

Deno.test("reactionsAfter() keeps a bounded number of different reactions", () => {
  let reactions = reactionsAfter(undefined, BOB);
  for (let number = 0; number < 500; number++) {
    reactions = reactionsAfter(reactions, { by: "bob", emoji: `:${number}:` });
  }
  assert.equal(reactions.length, 100);
  assert.equal(reactionsAfter(reactions, { ...BOB, by: "carol" })[0]?.count, 2);
});
