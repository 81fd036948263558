import assert from "node:assert/strict";
import { FanOut, poisson } from "../../bench/support/fan_out.ts";
import { seeded } from "../../bench/support/seeded.ts";

const EQUAL = [{ share: 1, audience: 10, exponent: undefined }];

function isNear(actual: number, expected: number, part: number): void {
  assert.ok(Math.abs(actual - expected) <= expected * part, `${actual} is not near ${expected}`);
}

Deno.test("FanOut delivers to everybody, and is the same again with the same chance", () => {
  const run = () =>
    new FanOut({ random: seeded(3), kinds: EQUAL, online: 1_000, nodes: 7 }).second(500);
  const second = run();
  assert.deepEqual(run(), second);
  assert.equal(second.deliveries, 10 * second.messages);
  assert.ok(second.most >= second.deliveries / 7 && second.most < second.deliveries);
});

Deno.test("FanOut reaches as many nodes as chance has it, with small and with large audiences", () => {
  for (const audience of [10, 200]) {
    const kinds = [{ share: 1, audience, exponent: undefined }];
    const fanOut = new FanOut({ random: seeded(5), kinds, online: 1_000, nodes: 50 });
    const { messages, reached } = fanOut.second(5_000);
    isNear(reached / messages, 50 * (1 - (1 - 1 / 50) ** (audience + 1)), 0.02);
  }
});

Deno.test("FanOut has audiences of the size that was asked for, but never more than are online", () => {
  const kinds = [
    { share: 0.5, audience: 1, exponent: undefined },
    { share: 0.5, audience: 99, exponent: 3 },
  ];
  const ask = (online: number) => {
    const fanOut = new FanOut({ random: seeded(7), kinds, online, nodes: 1 });
    const { messages, deliveries } = fanOut.second(50_000);
    return deliveries / messages;
  };
  isNear(ask(1_000_000), 50, 0.03);
  assert.ok(ask(3) <= 3);
});

Deno.test("poisson() has the mean that was asked for, small and large", () => {
  const random = seeded(9);
  for (const mean of [0.5, 20, 500]) {
    const counts = Array.from({ length: 4_000 }, () => poisson(mean, random));
    isNear(counts.reduce((sum, count) => sum + count) / counts.length, mean, 0.05);
  }
});
