/** How a log that several servers share is taken, with a store that is already there. */
import assert from "node:assert/strict";
import type { LogStore } from "../../../server/cluster/log_store.ts";
import { SharedLog } from "../../../server/cluster/shared_log.ts";
import { encodeBatch, EncodedEntries } from "../../../server/journal/log/batch_codec.ts";
import { within } from "../../support/deadline.ts";

/** A store with so many batches, to which nothing comes. */
function storeOf(count: number): LogStore {
  const encoded = new EncodedEntries();
  return {
    maxBytes: 1_000_000,
    append: () => Promise.reject(new Error("nothing is taken")),
    putBack: () => Promise.reject(new Error("nothing is taken")),
    read: (position) =>
      Promise.resolve(
        position > count ? undefined : encodeBatch(
          { node: "a", epoch: 1, number: position, run: "a", entries: [] },
          encoded,
        ),
      ),
    bounds: () => Promise.resolve({ first: 1, last: count }),
    listen() {},
    onReach() {},
    trim: () => Promise.resolve(),
  };
}

Deno.test("SharedLog says of batches that more follow only while it is far behind, and never of many in a row", async () => {
  const [count, near] = [1_500, 500];
  const fail = (message: string) => assert.fail(message);
  const heal = () => Promise.resolve();
  const log = new SharedLog({ store: storeOf(count), heal, onFailure: fail, onFatal: fail });
  const flushed: number[] = [];
  const all = Promise.withResolvers<void>();
  await log.last();
  log.follow(0, ({ position, isFollowed }) => {
    if (!isFollowed) flushed.push(position ?? 0);
    if (position === count) all.resolve();
    return Promise.resolve();
  });
  await within(all.promise, "all batches");
  await log.close();
  assert.equal(flushed.at(-1), count);
  // Whoever catches up waits for the disk now and then, and once it is near the end for each batch.
  const far = flushed.filter((position) => position <= count - near);
  assert.ok(far.length < 20, `${far}`);
  assert.ok(flushed.length - far.length >= near - 65, `${flushed}`);
  const runs = flushed.map((position, index) => position - (flushed[index - 1] ?? 0));
  assert.ok(Math.max(...runs) <= 65, `${runs}`);
});
