import assert from "node:assert/strict";
import { join } from "node:path";
import { loadOrMakeNameKey, NAME_KEY_FILE } from "../../../server/accounts/name_key.ts";
import { TemporaryFolder } from "../../support/test_server.ts";

function randomBytes(bytes: Uint8Array): Uint8Array {
  return crypto.getRandomValues(bytes as Uint8Array<ArrayBuffer>);
}

Deno.test("loadOrMakeNameKey() makes a private key once, and a new one for half a one", () => {
  using folder = new TemporaryFolder();
  const path = join(folder.path, NAME_KEY_FILE);
  const key = loadOrMakeNameKey(folder.path, randomBytes);
  assert.equal(key.length, 32);
  if (Deno.build.os !== "windows") assert.equal((Deno.statSync(path).mode ?? 0) & 0o777, 0o600);
  assert.deepEqual(loadOrMakeNameKey(folder.path, randomBytes), key);
  Deno.writeFileSync(path, key.subarray(0, 7));
  const another = loadOrMakeNameKey(folder.path, randomBytes);
  assert.equal(another.length, 32);
  assert.notDeepEqual(another, key);
});
