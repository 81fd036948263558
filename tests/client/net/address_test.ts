import assert from "node:assert/strict";
import fc from "fast-check";
import { ClientFailure } from "../../../client/base/failure.ts";
import { formatPlace, parseAddress } from "../../../client/net/address.ts";

Deno.test("parseAddress() takes user, host and port", () => {
  assert.deepEqual(parseAddress("Alice@Chat.Example:6000"), {
    username: "Alice",
    host: "chat.example",
    port: 6000,
  });
});

Deno.test("parseAddress() takes port 5000 when none is given", () => {
  for (const text of ["localhost", "192.0.2.7", "::1", "[::1]", "fe80::1%eth0"]) {
    assert.equal(parseAddress(text).port, 5000);
  }
});

Deno.test("parseAddress() takes IPv6 addresses bare and in brackets", () => {
  assert.equal(parseAddress("2001:DB8::7").host, "2001:db8::7");
  assert.deepEqual(parseAddress("bob@[::1]:7"), { username: "bob", host: "::1", port: 7 });
  assert.equal(parseAddress("fe80::1%Eth0").host, "fe80::1%Eth0");
});

for (
  const [written, host] of [
    ["127.1", "127.0.0.1"],
    ["0x7f.1", "127.0.0.1"],
    ["１２７.0.0.1", "127.0.0.1"],
    ["::ffff:192.0.2.1", "192.0.2.1"],
    ["[0:0:0:0:0:0:0:1]", "::1"],
    ["[2001:0DB8::0007]", "2001:db8::7"],
    ["[FE80:0::1%eth0]", "fe80::1%eth0"],
    ["Chat.Example.", "chat.example"],
    ["ｃｈａｔ。example", "chat.example"],
    ["BÜCHER.example", "xn--bcher-kva.example"],
    ["chat://chat.example", "chat.example"],
    ["chat://chat.example/", "chat.example"],
  ] as const
) {
  Deno.test(`parseAddress() takes ${written} for ${host}`, () => {
    assert.equal(parseAddress(written).host, host);
  });
}

Deno.test("parseAddress() takes a scheme with a name for no password", () => {
  const { username, host, port } = parseAddress("chat://alice@chat.example:6000");
  assert.deepEqual([username, host, port], ["alice", "chat.example", 6000]);
});

for (
  const [text, reason] of [
    ["", /names no host/],
    ["alice@", /names no host/],
    [":5000", /names no host/],
    ["host:", /"" is not a port/],
    ["host:0", /"0" is not a port.*1 to 65535/],
    ["host:65536", /is not a port/],
    ["host:http", /"http" is not a port/],
    ["[::1", /neither a host name nor an IP address/],
    ["a b", /neither a host name nor an IP address/],
    ["-x", /neither a host name nor an IP address/],
    ["https://host", /without "https:\/\/"/],
    ["ssh://alice@host", /without "ssh:\/\/"/],
    ["chat://alice:secret@host", /A password does not belong on the command line/],
    ["foo.1", /neither a host name nor an IP address/],
    ["al@host", /cannot be a username.*at least 3/],
    ["alice:secret@host", /A password does not belong on the command line/],
    ["host\u001b[2J", /neither a host name/],
  ] as const
) {
  Deno.test(`parseAddress() refuses ${JSON.stringify(text)} in one sentence`, () => {
    assert.throws(() => parseAddress(text), (error) => {
      assert.ok(error instanceof ClientFailure);
      assert.equal(error.exitCode, 2);
      assert.match(error.message, reason);
      assert.doesNotMatch(error.message, /\p{Cc}/u);
      return true;
    });
  });
}

Deno.test("formatPlace() writes what parseAddress() reads", () => {
  const host = fc.oneof(fc.ipV4(), fc.ipV6(), fc.domain());
  fc.assert(fc.property(host, fc.integer({ min: 1, max: 65_535 }), (host, port) => {
    const address = parseAddress(formatPlace({ host, port }));
    assert.equal(address.port, port);
    assert.deepEqual(parseAddress(formatPlace(address)), address);
    if (!host.includes(":")) assert.equal(address.host, host.toLowerCase());
  }));
});

Deno.test("parseAddress() throws nothing but ClientFailure for any text", () => {
  fc.assert(fc.property(fc.string({ unit: "binary" }), (text) => {
    try {
      parseAddress(text);
    } catch (error) {
      assert.ok(error instanceof ClientFailure);
    }
  }));
});
