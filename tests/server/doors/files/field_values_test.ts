import assert from "node:assert/strict";
import {
  booleanOf,
  digestText,
  hasEntityTag,
  sha256Of,
  wholeNumber,
} from "../../../../server/doors/files/field_values.ts";
import { dispositionOf } from "../../../../server/doors/files/shown_types.ts";

const HASH = "00".repeat(31) + "ff";

Deno.test("wholeNumber() and booleanOf() take exactly what RFC 9651 writes", () => {
  assert.equal(wholeNumber("0"), 0);
  assert.equal(wholeNumber("104857600"), 104_857_600);
  for (const wrong of [undefined, "", "-1", "+1", "1.0", " 1", "1e3", "1234567890123456"]) {
    assert.equal(wholeNumber(wrong), undefined, wrong);
  }
  assert.equal(booleanOf("?1"), true);
  assert.equal(booleanOf("?0"), false);
  for (const wrong of [undefined, "", "1", "true", "?2"]) assert.equal(booleanOf(wrong), undefined);
});

Deno.test("sha256Of() finds the SHA-256 among digests (RFC 9530)", () => {
  assert.equal(sha256Of(digestText(HASH)), HASH);
  assert.equal(sha256Of(`sha-512=:AAAA:, ${digestText(HASH)}`), HASH);
  assert.equal(sha256Of(undefined), undefined);
  assert.equal(sha256Of("sha-512=:AAAA:"), undefined);
  assert.equal(sha256Of("sha-256=:AAAA:"), "bad");
  assert.equal(sha256Of("sha-256=AAAA"), "bad");
});

Deno.test("hasEntityTag() compares as RFC 9110 says", () => {
  assert.equal(hasEntityTag('"a", W/"b"', '"b"'), true);
  assert.equal(hasEntityTag("*", '"b"'), true);
  assert.equal(hasEntityTag('"a"', '"b"'), false);
  assert.equal(hasEntityTag(undefined, '"b"'), false);
});

Deno.test("dispositionOf() shows pictures and sounds, and has everything else saved", () => {
  const shown = dispositionOf({ name: "a.png", type: "image/png" }, false);
  assert.equal(shown["Content-Type"], "image/png");
  assert.match(shown["Content-Disposition"] ?? "", /^inline;/);
  for (const type of ["text/html", "image/svg+xml", "application/pdf", "text/plain", "x/y"]) {
    const saved = dispositionOf({ name: "a", type }, false);
    assert.equal(saved["Content-Type"], "application/octet-stream");
    assert.match(saved["Content-Disposition"] ?? "", /^attachment;/);
    assert.match(saved["Content-Security-Policy"] ?? "", /^sandbox;/);
  }
  const asked = dispositionOf({ name: "a.png", type: "image/png" }, true);
  assert.match(asked["Content-Disposition"] ?? "", /^attachment;/);
});

Deno.test("dispositionOf() writes any name so that it ends no field", () => {
  const name = "rés\r\nSet-Cookie: x=1\"'()*;ü\ud800.txt";
  const { "Content-Disposition": field = "" } = dispositionOf({ name, type: "x/y" }, false);
  assert.match(field, /^attachment; filename\*=UTF-8''[A-Za-z0-9!~._%-]+$/);
  assert.equal(decodeURIComponent(field.split("''")[1] ?? ""), name.toWellFormed());
});
