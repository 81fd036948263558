import assert from "node:assert/strict";
import { toBase64url } from "../../../protocol/encryption/bytes.ts";
import { decodeContent, encodeContent } from "../../../protocol/encryption/content.ts";
import { refusedWith } from "../../support/encryption/cast.ts";

const KEY = toBase64url(new Uint8Array(32).fill(7));
const ID = "0123456789abcdef".repeat(4);
const FILE = { id: ID, key: KEY, hash: KEY, name: "a picture.png", size: 12, type: "image/png" };

Deno.test("encodeContent() and decodeContent() keep every field", () => {
  const contents = [
    ["message", { text: "hello" }],
    ["message", { text: "waves", me: true, reply_to: 7 }],
    ["message", { file: FILE }],
    ["message", { text: "look", file: FILE }],
    ["message", { file: { ...FILE, sha256: ID, width: 640, height: 480, preview: "AbC_-123" } }],
    ["edit", { text: "hello, Bob" }],
    ["reaction", { emoji: "👍🏽" }],
  ] as const;
  for (const [kind, content] of contents) {
    assert.deepEqual(decodeContent(kind, encodeContent(kind, content)), content);
  }
});

Deno.test("decodeContent() leaves out what it does not know", () => {
  const bytes = new TextEncoder().encode('{"text":"hi","emoji":"👍","later":{"a":1}}');
  assert.deepEqual(decodeContent("message", bytes), { text: "hi" });
  assert.deepEqual(decodeContent("reaction", bytes), { emoji: "👍" });
});

Deno.test("decodeContent() leaves out what cannot be the size or the preview of a picture", () => {
  const file = { ...FILE, width: 640, height: -1, preview: "not a preview" };
  const bytes = new TextEncoder().encode(JSON.stringify({ file }));
  assert.deepEqual(decodeContent("message", bytes), { file: FILE });
});

Deno.test("decodeContent() refuses what no client would write", () => {
  const refused = [
    ["message", "{}"],
    ["message", "[]"],
    ["message", "null"],
    ["message", "nothing"],
    ["message", '{"text":""}'],
    ["message", '{"text":7}'],
    ["message", '{"text":"a\\u0000b"}'],
    ["message", '{"text":"\\ud800"}'],
    ["message", JSON.stringify({ text: "a".repeat(8_193) })],
    ["message", '{"text":"a","me":"yes"}'],
    ["message", '{"text":"a","reply_to":-1}'],
    ["message", '{"text":"a","reply_to":1.5}'],
    ["message", '{"file":null}'],
    ["message", JSON.stringify({ file: { ...FILE, key: "short" } })],
    ["message", JSON.stringify({ file: { ...FILE, hash: `${KEY.slice(0, -1)}*` } })],
    ["message", JSON.stringify({ file: { ...FILE, name: "n".repeat(256) } })],
    ["message", JSON.stringify({ file: { ...FILE, size: "12" } })],
    ["message", JSON.stringify({ file: { ...FILE, id: "f1" } })],
    ["message", JSON.stringify({ file: { ...FILE, sha256: ID.toUpperCase() } })],
    ["edit", '{"emoji":"👍"}'],
    ["reaction", '{"text":"a"}'],
    ["reaction", JSON.stringify({ emoji: "a".repeat(65) })],
  ] as const;
  for (const [kind, json] of refused) {
    const bytes = new TextEncoder().encode(json);
    const codes = refusedWith("bad_content", "bad_format", "too_large");
    assert.throws(() => decodeContent(kind, bytes), codes, json);
  }
  const notUtf8 = Uint8Array.of(0xff, 0xfe);
  assert.throws(() => decodeContent("message", notUtf8), refusedWith("bad_content"));
});

Deno.test("encodeContent() refuses a text that JSON makes too large", () => {
  const text = "\u0001".repeat(8_000);
  assert.throws(() => encodeContent("message", { text }), refusedWith("too_large"));
});
