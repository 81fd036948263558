import assert from "node:assert/strict";
import { isOrigin, Origins } from "../../../../server/doors/web/origins.ts";

Deno.test("Origins.allows() takes pages of the host that is asked, as secure or more", () => {
  const origins = new Origins([]);
  const allows = (origin: string, host: string, isSecure = true) =>
    origins.allows(origin, { host, isSecure });
  assert.ok(allows("https://chat.example", "chat.example"));
  assert.ok(allows("https://chat.example", "chat.example:443"));
  assert.ok(allows("https://chat.example:5000", "chat.example:5000"));
  assert.ok(allows("https://[::1]:5000", "[::1]:5000"));
  assert.ok(allows("http://chat.example", "chat.example", false));
  // A proxy has ended TLS and does not say so.
  assert.ok(allows("https://chat.example", "chat.example", false));
  assert.ok(!allows("http://chat.example", "chat.example"));
  assert.ok(!allows("https://chat.example", "chat.example:5000"));
  assert.ok(!allows("https://evil.example", "chat.example"));
  assert.ok(!allows("https://chat.example.evil.example", "chat.example"));
  for (const origin of ["null", "", "chat.example", "https://chat.example/", "file://", "*"]) {
    assert.ok(!allows(origin, "chat.example"), origin);
  }
  assert.ok(origins.knowsHost({ host: "anything.example", isSecure: true }));
});

Deno.test("Origins.allows() takes those that were given, whatever host a proxy asks", () => {
  const origins = new Origins(["https://chat.example", "http://localhost:8080"]);
  const asked = { host: "127.0.0.1:5000", isSecure: false };
  assert.ok(origins.allows("https://chat.example", asked));
  assert.ok(origins.allows("http://localhost:8080", asked));
  assert.ok(!origins.allows("http://127.0.0.1:5000", asked));
  assert.ok(!origins.knowsHost(asked));
  assert.ok(origins.knowsHost({ host: "chat.example", isSecure: true }));
  assert.ok(origins.knowsHost({ host: "chat.example:443", isSecure: true }));
  assert.ok(!origins.knowsHost({ host: "chat.example:80", isSecure: true }));
});

Deno.test("isOrigin() is true for a scheme and a host alone", () => {
  for (
    const origin of ["https://chat.example", "http://[::1]:80800", "https://a:443/b", "ws://a"]
  ) {
    assert.equal(isOrigin(origin), origin === "https://chat.example", origin);
  }
});
