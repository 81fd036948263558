import assert from "node:assert/strict";
import fc from "fast-check";
import { decodeRequest } from "../../protocol/decode.ts";

function decode(value: unknown) {
  return decodeRequest(new TextEncoder().encode(JSON.stringify(value)));
}

Deno.test("decodeRequest() gives the checked fields and ignores the others", () => {
  const decoded = decode({ action: "poll", ref: 7, last_id: 3, color: "red" });
  assert.deepEqual(decoded, { request: { action: "poll", ref: 7, last_id: 3, limit: undefined } });
});

Deno.test("decodeRequest() takes null for a field that may be missing", () => {
  assert.ok("request" in decode({ action: "say", text: "hi", room: null, ref: null }));
});

Deno.test("decodeRequest() names the field that is wrong and keeps the ref", () => {
  const decoded = decode({ action: "poll", last_id: 1.5, ref: "a" });
  assert.ok("error" in decoded);
  assert.equal(decoded.error.code, "bad_field");
  assert.match(decoded.error.message, /"last_id"/);
  assert.equal(decoded.ref, "a");
});

Deno.test("decodeRequest() refuses refs that are neither numbers nor short strings", () => {
  for (const ref of ["{}", "[]", "true", `"${"x".repeat(129)}"`, "1e400"]) {
    const decoded = decodeRequest(
      new TextEncoder().encode(`{"action":"ping","ref":${ref}}`),
    );
    assert.ok(
      "error" in decoded && decoded.error.code === "bad_field" && decoded.ref === undefined,
    );
  }
});

Deno.test("decodeRequest() refuses texts that could not be stored as they are", () => {
  for (const text of ["a\u0000b", "a\ud800b"]) {
    const decoded = decode({ action: "say", text });
    assert.ok("error" in decoded && decoded.error.code === "bad_field");
  }
});

Deno.test("decodeRequest() never throws, whatever the bytes", () => {
  fc.assert(fc.property(fc.uint8Array({ maxLength: 500 }), (bytes) => {
    const decoded = decodeRequest(bytes);
    assert.ok("request" in decoded || "error" in decoded);
  }));
  fc.assert(fc.property(fc.jsonValue(), (value) => {
    const decoded = decode(value);
    assert.ok("request" in decoded || "error" in decoded);
  }));
});

Deno.test("decodeRequest() takes a file with a caption or with none, and no message without either", () => {
  const file = { upload: "A".repeat(22), name: "a.txt", type: "text/plain" };
  for (const text of ["look", "", undefined, null]) {
    const decoded = decode({ action: "say", file, ...(text === undefined ? {} : { text }) });
    assert.ok("request" in decoded && decoded.request.action === "say");
    assert.deepEqual([decoded.request.text, decoded.request.file], [text ?? "", file]);
  }
  const without = decode({ action: "say" });
  assert.ok("error" in without && without.error.code === "bad_field");
  const bad = decode({ action: "say", file: { ...file, name: 5 }, ref: 1 });
  assert.ok("error" in bad && bad.error.code === "bad_file" && bad.ref === 1);
});
