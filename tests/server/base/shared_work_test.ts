import assert from "node:assert/strict";
import { SharedWork } from "../../../server/base/shared_work.ts";

Deno.test("SharedWork.underWay() is what was begun until it has ended, however it ends", async () => {
  const shared = new SharedWork<number>();
  const { promise, resolve, reject } = Promise.withResolvers<number>();
  const first = shared.begin("a", () => promise);
  assert.equal(shared.underWay("a"), first);
  assert.equal(shared.underWay("b"), undefined);
  resolve(7);
  assert.equal(await first, 7);
  assert.equal(shared.underWay("a"), undefined);
  const failing = shared.begin("a", () => Promise.reject(new RangeError("no")));
  const joined = shared.underWay("a");
  await Promise.all([
    assert.rejects(failing, RangeError),
    assert.rejects(joined ?? Promise.resolve(), RangeError),
  ]);
  assert.equal(shared.underWay("a"), undefined);
  reject();
});
