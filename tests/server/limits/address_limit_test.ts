import assert from "node:assert/strict";
import { AddressLimit } from "../../../server/limits/address_limit.ts";

Deno.test("AddressLimit.enter() counts an IPv4 address, and an IPv6 /64 as one", () => {
  const limit = new AddressLimit({ connectionsPerAddress: 2, limitLoopback: false });
  assert.deepEqual(
    ["192.0.2.1", "::ffff:192.0.2.1", "192.0.2.1", "192.0.2.2"].map((address) =>
      limit.enter(address)
    ),
    [true, true, false, true],
  );
  assert.deepEqual(
    ["2001:db8::1", "2001:db8::2", "2001:db8:0:0:ffff::", "2001:db8:0:1::1"].map((address) =>
      limit.enter(address)
    ),
    [true, true, false, true],
  );
});

Deno.test("AddressLimit.leave() gives the place back and forgets addresses without connections", () => {
  const limit = new AddressLimit({ connectionsPerAddress: 1, limitLoopback: false });
  limit.enter("192.0.2.1");
  limit.leave("192.0.2.1");
  assert.equal(limit.size, 0);
  assert.equal(limit.enter("192.0.2.1"), true);
});

Deno.test("AddressLimit.enter() does not count this machine unless it is told to", () => {
  const here = ["127.0.0.1", "127.0.0.2", "::1", "::ffff:127.0.0.1"];
  const lenient = new AddressLimit({ connectionsPerAddress: 0, limitLoopback: false });
  assert.ok(here.every((address) => lenient.enter(address)));
  const strict = new AddressLimit({ connectionsPerAddress: 0, limitLoopback: true });
  assert.ok(here.every((address) => !strict.enter(address)));
});
