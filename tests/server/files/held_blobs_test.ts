import assert from "node:assert/strict";
import { HeldBlobs } from "../../../server/files/held_blobs.ts";

Deno.test("HeldBlobs knows what was held at any time since it is watched", () => {
  const held = new HeldBlobs();
  held.hold("a");
  held.hold("b");
  held.hold("b");
  assert.equal(held.letGo("b"), false);
  {
    using watch = held.watch();
    held.hold("c");
    assert.equal(held.letGo("a"), true);
    assert.equal(held.letGo("c"), true);
    assert.deepEqual(["a", "b", "c", "d"].map((name) => watch.isFree(name)), [
      false,
      false,
      false,
      true,
    ]);
  }
  using later = held.watch();
  assert.deepEqual(["a", "b", "c"].map((name) => later.isFree(name)), [true, false, true]);
});
