import assert from "node:assert/strict";
import { NICK_COLOURS, nickClass } from "../../../../client/web/parts/nick.ts";

Deno.test("nickClass() is the same for the same account, however it is written", () => {
  assert.equal(nickClass("Maria"), nickClass("maria"));
});

Deno.test("nickClass() uses all colours about as often", () => {
  const counts = new Map<string, number>();
  for (let index = 0; index < 1_200; index++) {
    const name = nickClass(`user${index}`);
    counts.set(name, (counts.get(name) ?? 0) + 1);
  }
  assert.equal(counts.size, NICK_COLOURS);
  for (const [name, count] of counts) assert.ok(count > 50 && count < 150, `${name}: ${count}`);
});
