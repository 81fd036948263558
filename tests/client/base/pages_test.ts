import assert from "node:assert/strict";
import { cutLines, listAll } from "../../../client/base/pages.ts";

/** A server that lists the numbers from 1 to `count` in pages of `pageLength`. */
function listing(count: number, pageLength: number) {
  const asked: (string | undefined)[] = [];
  return {
    asked,
    nameOf: String,
    fetch: ({ after }: { after?: string }) => {
      asked.push(after);
      const start = Number(after ?? 0) + 1;
      const length = Math.min(pageLength, count - start + 1);
      const entries = Array.from({ length }, (_, index) => start + index);
      return Promise.resolve({ entries, more: start + length <= count });
    },
  };
}

Deno.test("listAll() asks for page after page until there are no more", async () => {
  const source = listing(5, 2);
  const found = await listAll(source);
  assert.deepEqual(found, { entries: [1, 2, 3, 4, 5], isCut: false });
  assert.deepEqual(source.asked, [undefined, "2", "4"]);
  assert.deepEqual(cutLines(found), []);
});

Deno.test("listAll() says when there is more than its limit, and only then", async () => {
  assert.equal((await listAll({ ...listing(4, 2), limit: 4 })).isCut, false);
  const found = await listAll({ ...listing(5, 3), limit: 4 });
  assert.deepEqual(found, { entries: [1, 2, 3, 4], isCut: true });
  assert.deepEqual(cutLines(found), ["… and more: only the first 4 are shown"]);
  assert.equal((await listAll(listing(2_000, 500))).entries.length, 1_000);
});

Deno.test("listAll() ends with a page that leads no further", async () => {
  let asked = 0;
  const { entries } = await listAll<number>({
    nameOf: String,
    fetch: () => {
      asked++;
      return Promise.resolve({ entries: [1], more: true });
    },
  });
  assert.deepEqual([entries.length, asked], [2, 2]);
});
