import assert from "node:assert/strict";
import { loopbackAddresses } from "../../protocol/loopback.ts";

Deno.test("loopbackAddresses() knows localhost and the names below it, and no others", () => {
  for (const name of ["localhost", "LOCALHOST", "localhost.", "chat.localhost", "a.b.localhost."]) {
    assert.deepEqual(loopbackAddresses(name), ["127.0.0.1", "::1"], name);
  }
  for (const name of ["", "localhost.example", "mylocalhost", ".localhost", "127.0.0.1", "::1"]) {
    assert.equal(loopbackAddresses(name), undefined, name);
  }
});
