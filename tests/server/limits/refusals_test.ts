import assert from "node:assert/strict";
import { Refusals } from "../../../server/limits/refusals.ts";

const ADDRESS = "192.0.2.1";

Deno.test("Refusals.pauseMs() costs a hundred at once nothing, and everyone after that a second", () => {
  const refusals = new Refusals();
  const alice = { account: 1, address: ADDRESS };
  for (let count = 0; count < 100; count++) assert.equal(refusals.pauseMs(alice, 0), 0);
  assert.equal(refusals.pauseMs(alice, 0), 1_000);
  assert.equal(refusals.pauseMs({ ...alice, address: "192.0.2.2" }, 0), 1_000);
  assert.equal(refusals.pauseMs({ account: 2, address: ADDRESS }, 0), 0, "Another account");
  assert.equal(refusals.pauseMs({ account: undefined, address: ADDRESS }, 0), 0, "Nobody yet");
  for (let count = 0; count < 20; count++) assert.equal(refusals.pauseMs(alice, 1_000), 0);
  assert.equal(refusals.pauseMs(alice, 1_000), 1_000);
});

Deno.test("Refusals.pauseMs() counts what is not logged in for its address", () => {
  const refusals = new Refusals();
  const pauseMs = (address: string) => refusals.pauseMs({ account: undefined, address }, 0);
  for (let count = 0; count < 100; count++) pauseMs(`2001:db8::${count.toString(16)}`);
  assert.equal(pauseMs("2001:db8::ffff"), 1_000);
  assert.equal(pauseMs("2001:db8:0:1::1"), 0);
});
