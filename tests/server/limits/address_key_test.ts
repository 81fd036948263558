import assert from "node:assert/strict";
import { addressKey } from "../../../server/limits/address_key.ts";

Deno.test("addressKey() keeps an IPv4 address, also when it is mapped into IPv6", () => {
  assert.equal(addressKey("192.0.2.7"), "192.0.2.7");
  assert.equal(addressKey("::ffff:192.0.2.7"), "192.0.2.7");
});

Deno.test("addressKey() takes the /64 of an IPv6 address however it is written", () => {
  const same = [
    "2001:db8:1:2::1",
    "2001:DB8:1:2:3:4:5:6",
    "2001:0db8:0001:0002::",
    "2001:db8:1:2::%eth0",
  ];
  for (const address of same) assert.equal(addressKey(address), "2001:db8:1:2::/64", address);
  assert.equal(addressKey("::1"), "0:0:0:0::/64");
  assert.notEqual(addressKey("2001:db8:1:3::1"), addressKey("2001:db8:1:2::1"));
});
