import assert from "node:assert/strict";
import { parseNetwork } from "../../../../server/access/network.ts";
import { originationOf } from "../../../../server/doors/web/forwarded.ts";

const TRUSTED = ["127.0.0.1", "10.0.0.0/8", "2001:db8:1::/48"].map((text) => {
  const network = parseNetwork(text);
  if (network === undefined) throw new Error(text);
  return network;
});

function from(peer: string, fields: Record<string, string>) {
  return originationOf(new Map(Object.entries(fields)), { peer, trusted: TRUSTED });
}

Deno.test("originationOf() believes nobody but those who are trusted", () => {
  const fields = { "x-forwarded-for": "192.0.2.1", "x-forwarded-proto": "https" };
  assert.deepEqual(from("198.51.100.1", fields), {
    address: "198.51.100.1",
    isSecure: undefined,
    isForwarded: false,
  });
  assert.deepEqual(from("127.0.0.1", fields), {
    address: "192.0.2.1",
    isSecure: true,
    isForwarded: true,
  });
  assert.equal(from("127.0.0.1", {}).address, "127.0.0.1");
  assert.equal(from("::ffff:127.0.0.1", fields).address, "192.0.2.1");
});

Deno.test("originationOf() takes the last address that is no proxy's", () => {
  const cases: [string, string][] = [
    ["192.0.2.1", "192.0.2.1"],
    ["6.6.6.6, 192.0.2.1", "192.0.2.1"],
    ["6.6.6.6, 192.0.2.1, 10.1.2.3", "192.0.2.1"],
    ["10.1.2.3, 10.1.2.4", "10.1.2.3"],
    ["192.0.2.1:4711", "192.0.2.1"],
    ["[2001:DB8::1]:4711", "2001:db8::1"],
    ["2001:db8:0:0::1", "2001:db8::1"],
    ["::ffff:192.0.2.1", "192.0.2.1"],
    // What is before something that says nothing may have been written by anybody.
    ["192.0.2.1, unknown", "127.0.0.1"],
    ["192.0.2.1, unknown, 10.1.2.3", "10.1.2.3"],
    ["192.0.2.0/24", "127.0.0.1"],
    ["", "127.0.0.1"],
  ];
  for (const [way, address] of cases) {
    assert.equal(from("127.0.0.1", { "x-forwarded-for": way }).address, address, way);
  }
});

Deno.test("originationOf() understands Forwarded, and refuses two fields that disagree", () => {
  const forwarded = 'for=6.6.6.6;proto=http, for="[2001:db8::7]:80";proto=HTTPS;by=10.0.0.1';
  assert.deepEqual(from("10.0.0.1", { forwarded }), {
    address: "2001:db8::7",
    isSecure: true,
    isForwarded: true,
  });
  assert.equal(from("10.0.0.1", { forwarded: "for=_hidden" }).address, "10.0.0.1");
  assert.equal(from("10.0.0.1", { forwarded: "what=ever, nonsense" }).address, "10.0.0.1");
  const both = { forwarded, "x-forwarded-for": "2001:db8::7" };
  assert.equal(from("10.0.0.1", both).address, "2001:db8::7");
  assert.throws(() => from("10.0.0.1", { ...both, "x-forwarded-for": "192.0.2.1" }), {
    status: 400,
  });
});
