/** Requests to be linked leave nothing behind. */
import assert from "node:assert/strict";
import { countedNumbers, Links } from "../../../server/live/links.ts";

const MINUTE_MS = 60_000;
const REQUEST = { request: "AAAA", device: "", time: "" };

Deno.test("Links forgets accounts whose requests are over, as soon as somebody asks", () => {
  const links = new Links({ newNumber: countedNumbers(), tell: () => {} });
  for (let account = 1; account <= 100; account++) {
    links.ask({ account, session: account, request: REQUEST }, account < 50 ? 0 : 5 * MINUTE_MS);
  }
  links.ask({ account: 1, session: 1, request: REQUEST }, 9 * MINUTE_MS);
  assert.equal(links.size, 100);
  links.ask({ account: 200, session: 200, request: REQUEST }, 11 * MINUTE_MS);
  assert.equal(links.size, 53);
  assert.equal(links.seen({ account: 1, session: 1 }, 11 * MINUTE_MS).requests.length, 1);
  links.ask({ account: 201, session: 201, request: REQUEST }, 60 * MINUTE_MS);
  assert.equal(links.size, 1);
});

Deno.test("Links keeps those of so many accounts that asked last", () => {
  const links = new Links({ newNumber: countedNumbers(), tell: () => {} });
  for (let account = 1; account <= 10_010; account++) {
    links.ask({ account, session: account, request: REQUEST }, 0);
  }
  assert.equal(links.size, 10_000);
  assert.deepEqual(links.seen({ account: 1, session: 1 }, 1).requests, []);
  assert.equal(links.seen({ account: 10_010, session: 10_010 }, 1).requests.length, 1);
});
