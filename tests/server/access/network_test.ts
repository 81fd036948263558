import assert from "node:assert/strict";
import fc from "fast-check";
import {
  contains,
  networkText,
  parseAddress,
  parseNetwork,
  touchesLoopback,
} from "../../../server/access/network.ts";

function inOneForm(text: string): string | undefined {
  const network = parseNetwork(text);
  return network === undefined ? undefined : networkText(network);
}

Deno.test("parseNetwork() takes every way to write a network to its one form", () => {
  const forms: [string, string][] = [
    ["192.0.2.7", "192.0.2.7"],
    ["192.0.2.7/24", "192.0.2.0/24"],
    ["192.0.2.7/32", "192.0.2.7"],
    ["0.0.0.0/0", "0.0.0.0/0"],
    ["::", "::"],
    ["::1", "::1"],
    ["[2001:DB8::1]", "2001:db8::1"],
    ["2001:0db8:0000:0000:0000:0000:0000:0001", "2001:db8::1"],
    ["2001:db8:1:2:3:4:5:6/32", "2001:db8::/32"],
    ["2001:db8:0:0:1:0:0:1", "2001:db8::1:0:0:1"],
    ["2001:0:0:1:0:0:0:1", "2001:0:0:1::1"],
    ["2001:db8:0:1:1:1:1:1", "2001:db8:0:1:1:1:1:1"],
    ["10:0::0", "10::"],
    ["::ffff:192.0.2.7", "192.0.2.7"],
    ["::ffff:c000:207", "192.0.2.7"],
    ["::ffff:192.0.2.7/120", "192.0.2.0/24"],
    ["::ffff:0:0/96", "0.0.0.0/0"],
    ["64:ff9b::192.0.2.33", "64:ff9b::c000:221"],
  ];
  for (const [text, form] of forms) assert.equal(inOneForm(text), form, text);
});

Deno.test("parseNetwork() refuses everything else", () => {
  const others = [
    "",
    "alice",
    "192.0.2",
    "192.0.2.256",
    "192.0.02.7",
    "192.0.2.7/33",
    "192.0.2.7/",
    "192.0.2.7/-1",
    "1.2.3.4.5",
    ":::",
    "1::2::3",
    "2001:db8",
    "12345::",
    "::1/129",
    "1:2:3:4:5:6:7:8:9",
    "1:2:3:4:5:6:7::8",
    "::ffff:192.0.2.300",
    " 192.0.2.7",
    `${"0".repeat(70)}::`,
  ];
  for (const text of others) assert.equal(parseNetwork(text), undefined, text);
});

Deno.test("networkText() of any address is read again as the same", () => {
  const groups = fc.array(fc.oneof(fc.constant(0), fc.nat(0xffff)), {
    minLength: 8,
    maxLength: 8,
  });
  fc.assert(fc.property(groups, fc.nat(128), (parts, prefix) => {
    const text = `${parts.map((part) => part.toString(16)).join(":")}/${prefix}`;
    const form = inOneForm(text);
    assert.ok(form !== undefined, text);
    assert.equal(inOneForm(form), form);
    const network = parseNetwork(text);
    const address = parseAddress(text.split("/")[0] ?? "");
    if (network?.family === address?.family) {
      assert.ok(network !== undefined && address !== undefined && contains(network, address));
    }
  }));
});

Deno.test("contains() and touchesLoopback() look at the bits that count", () => {
  const network = (text: string) => {
    const parsed = parseNetwork(text);
    assert.ok(parsed !== undefined, text);
    return parsed;
  };
  assert.ok(contains(network("192.0.2.0/24"), network("192.0.2.255")));
  assert.ok(!contains(network("192.0.2.0/24"), network("192.0.3.0")));
  assert.ok(!contains(network("192.0.2.0/25"), network("192.0.2.0/24")));
  assert.ok(contains(network("2001:db8::/33"), network("2001:db8:7fff::1")));
  assert.ok(!contains(network("2001:db8::/33"), network("2001:db8:8000::1")));
  assert.ok(!contains(network("::/0"), network("192.0.2.7")));
  assert.equal(parseAddress("fe80::1%eth0")?.bits, network("fe80::1").bits);
  for (const text of ["127.0.0.1", "127.8.0.0/16", "126.0.0.0/7", "0.0.0.0/0", "::1", "::/0"]) {
    assert.ok(touchesLoopback(network(text)), text);
  }
  assert.ok(touchesLoopback(network("::ffff:127.0.0.1")));
  for (const text of ["128.0.0.0/8", "192.168.0.0/16", "::2", "2001:db8::/32"]) {
    assert.ok(!touchesLoopback(network(text)), text);
  }
});
