import assert from "node:assert/strict";
import { signingKeyPair } from "../../../client/encryption/key_pairs.ts";
import { deviceFromSeed, newSeed } from "../../../client/encryption/own_device.ts";
import { checkJoin, deviceId } from "../../../protocol/encryption/device.ts";
import { signature } from "../../../protocol/encryption/primitives.ts";
import { refusedWith } from "../../support/encryption/cast.ts";

Deno.test("signingKeyPair() makes the keys and signatures of RFC 8032, section 7.1, test 1", async () => {
  const seed = "9d61b19deffd5a60ba844af492ec2cc44449c5697b326919703bac031cae7f60";
  const { publicBytes, privateKey } = await signingKeyPair(Uint8Array.fromHex(seed));
  assert.equal(
    publicBytes.toHex(),
    "d75a980182b10ab7d54bfed3c964073a0ee172f3daa62325af021a68f707511a",
  );
  assert.equal(
    (await signature(privateKey, new Uint8Array())).toHex(),
    "e5564300c360ac729086e2cc806e828a84877f1eb8e5d974d873e06522490155" +
      "5fb8821590a33bacc61e39701cf9b46bd25bf5f0595bbe24655141438e7a100b",
  );
});

Deno.test("deviceFromSeed() makes the same device again, whose keys cannot be taken out", async () => {
  const seed = newSeed();
  const device = await deviceFromSeed({ seed, kind: "terminal", account: "alice" });
  const again = await deviceFromSeed({ seed, kind: "terminal", account: "alice" });
  assert.deepEqual(again.id, device.id);
  assert.deepEqual(again.joinSignature, device.joinSignature);
  assert.deepEqual(device.id, await deviceId(device));
  assert.equal(device.privateSigningKey.extractable, false);
  assert.equal(device.sealingPair.privateKey.extractable, false);
  const other = await deviceFromSeed({ seed: newSeed(), kind: "terminal", account: "alice" });
  assert.notDeepEqual(other.id, device.id);
});

Deno.test("checkJoin() takes a device for one account, as what it is", async () => {
  const device = await deviceFromSeed({ seed: newSeed(), kind: "terminal", account: "alice" });
  await checkJoin("alice", device);
  const refused = refusedWith("bad_signature");
  await assert.rejects(checkJoin("bob", device), refused);
  await assert.rejects(checkJoin("alice", { ...device, kind: "web" }), refused);
});
