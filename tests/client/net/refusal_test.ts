/** Refusals of a server that sends nonsense. */
import assert from "node:assert/strict";
import { refusalOf } from "../../../client/net/refusal.ts";
import { ChatError } from "../../../protocol/errors.ts";

Deno.test("refusalOf() makes an error of every refusal, whatever is in it", () => {
  const strange: unknown[] = [undefined, null, 1, true, [], {}, { toString: 1 }, {
    valueOf: 1,
    toString: 2,
  }];
  for (const value of strange) {
    const error = refusalOf({ error: value, message: value, detail: value, retry_after: value });
    assert.ok(error instanceof ChatError);
    assert.equal(error.code, "internal");
    assert.notEqual(error.message, "");
  }
});

Deno.test("refusalOf() says what the server says, harmlessly", () => {
  const known = refusalOf({ error: "slow_down", message: "Wait\x1b[2J", retry_after: 2 });
  assert.equal(known.code, "slow_down");
  assert.ok(!known.message.includes("\x1b"));
  assert.equal(known.retryAfterSeconds, 2);
  assert.match(refusalOf({ error: "from_the_future" }).message, /from_the_future/);
});
