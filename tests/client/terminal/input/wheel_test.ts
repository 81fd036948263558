import assert from "node:assert/strict";
import { type Key, namedKey } from "../../../../client/terminal/input/key.ts";
import { withWheel } from "../../../../client/terminal/input/wheel.ts";

function names(...keys: Key[]): string[] {
  return withWheel(keys).map(({ name }) => name);
}

const up = namedKey("up");
const down = namedKey("down");

Deno.test("withWheel() takes several arrows at once for the wheel", () => {
  assert.deepEqual(names(up, up, up), ["wheelup", "wheelup", "wheelup"]);
  assert.deepEqual(names(down, down, down, down, down), Array(5).fill("wheeldown"));
});

Deno.test("withWheel() leaves what fingers do as it is", () => {
  assert.deepEqual(names(up), ["up"]);
  assert.deepEqual(names(up, up), ["up", "up"]);
  assert.deepEqual(names(up, down, up), ["up", "down", "up"]);
  const shifted = namedKey("up", { shift: true });
  assert.deepEqual(names(shifted, shifted, shifted), ["up", "up", "up"]);
  const left = namedKey("left");
  assert.deepEqual(names(left, left, left), ["left", "left", "left"]);
  assert.deepEqual(names(up, up, up, namedKey("return")), ["up", "up", "up", "return"]);
});
