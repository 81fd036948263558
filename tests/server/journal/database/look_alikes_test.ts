import assert from "node:assert/strict";
import { DatabaseSync } from "node:sqlite";
import fc from "fast-check";
import { nameSkeleton, SKELETON_OF_NAME } from "../../../../server/journal/database/look_alikes.ts";

for (
  const [one, other] of [
    ["alice", "aIice"],
    ["alice", "a1ice"],
    ["alice", "Alice"],
    ["bob", "b0b"],
    ["modern", "rnodem"],
    ["williams", "vviIIiams"],
    ["mary-ann", "mary_ann"],
  ] as const
) {
  Deno.test(`nameSkeleton() is the same for ${one} and ${other}`, () => {
    assert.equal(nameSkeleton(one), nameSkeleton(other));
  });
}

for (const [one, other] of [["ali", "all"], ["bob", "bab"], ["bob", "bob2"], ["ann", "anne"]]) {
  Deno.test(`nameSkeleton() tells ${one} from ${other}`, () => {
    assert.notEqual(nameSkeleton(String(one)), nameSkeleton(String(other)));
  });
}

Deno.test("SKELETON_OF_NAME says in SQL what nameSkeleton() does", () => {
  using database = new DatabaseSync(":memory:");
  const statement = database.prepare(
    `SELECT ${SKELETON_OF_NAME} AS skeleton FROM (SELECT ? AS name)`,
  );
  const letter = fc.constantFrom(..."I1l0OornmvVwW_-aiRN");
  fc.assert(fc.property(fc.string({ unit: letter, maxLength: 32 }), (name) => {
    assert.equal(statement.get(name)?.["skeleton"], nameSkeleton(name));
  }));
});
