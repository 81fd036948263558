import assert from "node:assert/strict";
import fc from "fast-check";
import { MAX_HEADER_BYTES, readProxyHeader } from "../../../server/net/proxy_header.ts";

const SIGNATURE = [13, 10, 13, 10, 0, 13, 10, 81, 85, 73, 84, 10];

function line(text: string): Uint8Array {
  return new TextEncoder().encode(text);
}

/** A header of version 2. */
function binary(command: number, family: number, rest: readonly number[]): Uint8Array {
  return Uint8Array.from([
    ...SIGNATURE,
    command,
    family,
    rest.length >> 8,
    rest.length & 0xff,
    ...rest,
  ]);
}

const V4 = [192, 0, 2, 7, 198, 51, 100, 1, 0xf3, 0x8c, 0x13, 0x88];
const V6 = [
  ...[0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 7],
  ...[0x20, 0x01, 0x0d, 0xb8, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 1],
  ...[0xf3, 0x8c, 0x13, 0x88],
];

const MAPPED = [
  ...[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 192, 0, 2, 7],
  ...[0, 0, 0, 0, 0, 0, 0, 0, 0, 0, 0xff, 0xff, 198, 51, 100, 1],
  ...[0xf3, 0x8c, 0x13, 0x88],
];

const GOOD: readonly [name: string, bytes: Uint8Array, source: object | undefined][] = [
  [
    "TCP over IPv4, version 1",
    line("PROXY TCP4 192.0.2.7 198.51.100.1 62348 5000\r\n"),
    { address: "192.0.2.7", port: 62_348 },
  ],
  [
    "TCP over IPv6, version 1",
    line("PROXY TCP6 2001:db8::7 2001:db8::1 62348 5000\r\n"),
    { address: "2001:db8::7", port: 62_348 },
  ],
  [
    "IPv4 mapped into IPv6, version 1",
    line("PROXY TCP6 ::FFFF:c000:0207 ::ffff:198.51.100.1 62348 5000\r\n"),
    { address: "192.0.2.7", port: 62_348 },
  ],
  [
    "IPv4 mapped into IPv6, version 2",
    binary(0x21, 0x21, MAPPED),
    { address: "192.0.2.7", port: 62_348 },
  ],
  ["an unknown client, version 1", line("PROXY UNKNOWN\r\n"), undefined],
  ["TCP over IPv4, version 2", binary(0x21, 0x11, V4), { address: "192.0.2.7", port: 62_348 }],
  ["TCP over IPv6, version 2", binary(0x21, 0x21, V6), { address: "2001:db8::7", port: 62_348 }],
  [
    "an extension, version 2",
    binary(0x21, 0x11, [...V4, 0x04, 0, 1, 0]),
    { address: "192.0.2.7", port: 62_348 },
  ],
  ["the proxy itself, version 2", binary(0x20, 0x00, []), undefined],
  ["a local socket, version 2", binary(0x21, 0x31, new Array(216).fill(0)), undefined],
];

for (const [name, bytes, source] of GOOD) {
  Deno.test(`readProxyHeader() reads ${name}, in whatever pieces it comes`, () => {
    const stream = Uint8Array.from([...bytes, ...line('{"action":"ping"}\n')]);
    for (let length = 0; length < bytes.length; length++) {
      assert.equal(readProxyHeader(stream.subarray(0, length)), undefined, `${length} bytes`);
    }
    assert.deepEqual(readProxyHeader(stream), { source, length: bytes.length });
  });
}

const BAD: readonly [name: string, bytes: Uint8Array][] = [
  ["a request", line('{"action":"ping"}\n')],
  ["a line that never ends", line("PROXY TCP4 " + "1".repeat(200))],
  ["a line without a carriage return", line("PROXY TCP4 192.0.2.7 198.51.100.1 1 2\n")],
  ["an address of the other family", line("PROXY TCP4 2001:db8::7 2001:db8::1 1 2\r\n")],
  ["an address that is none", line("PROXY TCP4 192.0.2.300 198.51.100.1 1 2\r\n")],
  ["an address with a zone", line("PROXY TCP6 fe80::1%eth0 fe80::2 1 2\r\n")],
  ["a port that is too large", line("PROXY TCP4 192.0.2.7 198.51.100.1 65536 2\r\n")],
  ["a port with zeros before it", line("PROXY TCP4 192.0.2.7 198.51.100.1 01 2\r\n")],
  ["too many words", line("PROXY TCP4 192.0.2.7 198.51.100.1 1 2 3\r\n")],
  ["two blanks", line("PROXY  TCP4 192.0.2.7 198.51.100.1 1 2\r\n")],
  ["another family", line("PROXY UDP4 192.0.2.7 198.51.100.1 1 2\r\n")],
  ["another version", binary(0x31, 0x11, V4)],
  ["another command", binary(0x22, 0x11, V4)],
  ["addresses that are cut off", binary(0x21, 0x11, V4.slice(0, 11))],
  ["a header that is too long", binary(0x21, 0x11, new Array(MAX_HEADER_BYTES).fill(0))],
];

for (const [name, bytes] of BAD) {
  Deno.test(`readProxyHeader() refuses ${name}`, () => {
    assert.throws(() => readProxyHeader(bytes), SyntaxError);
  });
}

Deno.test("readProxyHeader() reads, waits for no more than its bound, or refuses, whatever comes", () => {
  const beginnings = fc.constantFrom(
    line("PROXY "),
    line("PROXY TCP4 "),
    line("PROXY TCP6 ::1 "),
    Uint8Array.from(SIGNATURE),
    Uint8Array.from([...SIGNATURE, 0x21, 0x11, 0]),
    new Uint8Array(0),
  );
  fc.assert(
    fc.property(beginnings, fc.uint8Array({ maxLength: 1_500 }), (beginning, rest) => {
      const bytes = Uint8Array.from([...beginning, ...rest]);
      try {
        const header = readProxyHeader(bytes);
        if (header === undefined) assert.ok(bytes.length < MAX_HEADER_BYTES);
        else assert.ok(header.length <= bytes.length && header.length <= MAX_HEADER_BYTES);
      } catch (error) {
        assert.ok(error instanceof SyntaxError, String(error));
      }
    }),
    { numRuns: 2_000 },
  );
});
