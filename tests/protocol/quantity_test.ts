import assert from "node:assert/strict";
import {
  parseBandwidth,
  parseBytes,
  parseDurationMs,
  parseShare,
} from "../../protocol/quantity.ts";

const BOUNDS = { least: 0, most: 3_600_000 };

Deno.test("parseDurationMs() takes milliseconds, seconds, minutes and hours", () => {
  assert.equal(parseDurationMs("50ms", BOUNDS), 50);
  assert.equal(parseDurationMs("1.5s", BOUNDS), 1_500);
  assert.equal(parseDurationMs(" 2M ", BOUNDS), 120_000);
  assert.equal(parseDurationMs("1h", BOUNDS), 3_600_000);
});

Deno.test("parseDurationMs() refuses what has no unit or another one", () => {
  for (const text of ["", "50", "ms", "-1s", "1e3s", "5 weeks", "0x10s", "constructor"]) {
    assert.throws(() => parseDurationMs(text, BOUNDS), /^SyntaxError: Give a duration such as/);
  }
});

Deno.test("parseDurationMs() says its bounds when it is out of them", () => {
  assert.throws(() => parseDurationMs("2h", BOUNDS), /^RangeError: .* from 0ms to 1h$/);
  assert.throws(() => parseDurationMs("1ms", { least: 100, most: 90_000 }), /from 100ms to 90s$/);
});

Deno.test("parseBandwidth() takes bits per second", () => {
  assert.equal(parseBandwidth("64kbit"), 64_000);
  assert.equal(parseBandwidth("1.5Mbit/s"), 1_500_000);
  assert.equal(parseBandwidth("8000bitps"), 8_000);
  assert.throws(() => parseBandwidth("64"), /^SyntaxError: Give a bandwidth such as/);
  assert.throws(() => parseBandwidth("0kbit"), /^RangeError: /);
});

Deno.test("parseShare() takes percentages", () => {
  assert.equal(parseShare("5%"), 0.05);
  assert.equal(parseShare("0%"), 0);
  assert.throws(() => parseShare("5"), /^SyntaxError: Give a share such as/);
  assert.throws(() => parseShare("101%"), /^RangeError: /);
});

Deno.test("parseBytes() takes bytes and their multiples, and says its bounds", () => {
  const bounds = { least: 1, most: 1_024 ** 4 };
  for (
    const [text, bytes] of [
      ["640", 640],
      ["104857600", 104_857_600],
      ["100M", 100 * 1_024 ** 2],
      ["1.5GiB", 1.5 * 1_024 ** 3],
      ["2gb", 2 * 1_024 ** 3],
      ["7k", 7 * 1_024],
    ] as const
  ) {
    assert.equal(parseBytes(text, bounds), bytes);
  }
  for (const text of ["", "M", "5x", "-1", "1 M5", "1e3"]) {
    assert.throws(() => parseBytes(text, bounds), { name: "SyntaxError", message: /100M/ });
  }
  for (const text of ["0", "2T"]) {
    assert.throws(() => parseBytes(text, bounds), { name: "RangeError", message: /from 1 to 1T/ });
  }
});
