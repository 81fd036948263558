import assert from "node:assert/strict";
import { fingerprintOf, normalizeFingerprint } from "../../protocol/fingerprint.ts";

// SHA-256 of the three bytes "abc", FIPS 180-4.
const ABC = new TextEncoder().encode("abc");
const ABC_HEX = "ba7816bf8f01cfea414140de5dae2223b00361a396177a9cb410ff61f20015ad";
const ABC_FINGERPRINT = "SHA256:ungWv48Bz+pBQUDeXa4iI7ADYaOWF3qctBD/YfIAFa0";

Deno.test("fingerprintOf() is SHA256: and unpadded base64 of the digest", () => {
  assert.equal(fingerprintOf(ABC), ABC_FINGERPRINT);
});

Deno.test("normalizeFingerprint() takes every form that people have at hand", () => {
  const colons = (ABC_HEX.match(/../g) ?? []).join(":");
  for (
    const form of [
      ABC_FINGERPRINT,
      ` ${ABC_FINGERPRINT}\n`,
      `${ABC_FINGERPRINT}=`,
      ABC_FINGERPRINT.replace("SHA256:", ""),
      ABC_FINGERPRINT.replace("SHA256", "sha256"),
      ABC_HEX,
      colons,
      colons.toUpperCase(),
      `SHA256:${colons}`,
      `sha256 Fingerprint=${colons.toUpperCase()}`,
      `SHA256 Fingerprint=${colons.toUpperCase()}`,
    ]
  ) assert.equal(normalizeFingerprint(form), ABC_FINGERPRINT, form);
});

Deno.test("normalizeFingerprint() throws RangeError for what is no SHA-256", () => {
  for (
    const wrong of [
      "",
      "SHA256:",
      "MD5:d4:1d:8c:d9:8f:00:b2:04:e9:80:09:98:ec:f8:42:7e",
      ABC_FINGERPRINT.slice(0, -1),
      `${ABC_FINGERPRINT}A`,
      `${ABC_FINGERPRINT.slice(0, -1)}1`,
      `${ABC_HEX}00`,
      ABC_FINGERPRINT.replace("+", "-"),
    ]
  ) {
    assert.throws(() => normalizeFingerprint(wrong), {
      name: "RangeError",
      message: /is not a fingerprint; write SHA256:/,
    }, wrong);
  }
});
