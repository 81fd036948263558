import assert from "node:assert/strict";
import { Aes256Gcm, CipherSuite, DhkemX25519HkdfSha256, HkdfSha256 } from "@hpke/core";
import { openSeal, sealTo } from "../../../client/encryption/hpke_seal.ts";
import { sealingKeyPair } from "../../../client/encryption/key_pairs.ts";
import { concatenated } from "../../../protocol/encryption/bytes.ts";
import { refusedWith } from "../../support/encryption/cast.ts";

const SUITE = new CipherSuite({
  kem: new DhkemX25519HkdfSha256(),
  kdf: new HkdfSha256(),
  aead: new Aes256Gcm(),
});

Deno.test("sealTo() makes what another implementation of RFC 9180 opens", async () => {
  const private32 = crypto.getRandomValues(new Uint8Array(32));
  const pair = await sealingKeyPair(private32);
  const plain = crypto.getRandomValues(new Uint8Array(32));
  const info = Uint8Array.of(1, 2, 3);
  const sealed = await sealTo(pair.publicBytes, plain, info);
  const recipientKey = await SUITE.kem.deserializePrivateKey(private32.buffer);
  const context = { recipientKey, enc: sealed.slice(0, 32).buffer, info: info.buffer };
  assert.deepEqual(new Uint8Array(await SUITE.open(context, sealed.slice(32).buffer)), plain);
});

Deno.test("openSeal() opens what another implementation of RFC 9180 has sealed", async () => {
  const pair = await sealingKeyPair(crypto.getRandomValues(new Uint8Array(32)));
  const plain = crypto.getRandomValues(new Uint8Array(32));
  const info = Uint8Array.of(1, 2, 3);
  const recipientPublicKey = await SUITE.kem.deserializePublicKey(pair.publicBytes.buffer);
  const { ct, enc } = await SUITE.seal({ recipientPublicKey, info: info.buffer }, plain.buffer);
  const sealed = concatenated(new Uint8Array(enc), new Uint8Array(ct));
  assert.deepEqual(await openSeal(pair, sealed, info), plain);
});

Deno.test("openSeal() wants the same info and the right key", async () => {
  const [pair, other] = [
    await sealingKeyPair(new Uint8Array(32).fill(1)),
    await sealingKeyPair(new Uint8Array(32).fill(2)),
  ];
  const sealed = await sealTo(pair.publicBytes, new Uint8Array(32), Uint8Array.of(1));
  await assert.rejects(openSeal(pair, sealed, Uint8Array.of(2)), refusedWith("bad_seal"));
  await assert.rejects(openSeal(other, sealed, Uint8Array.of(1)), refusedWith("bad_seal"));
});

Deno.test("sealTo() refuses a key that nobody can have", async () => {
  const sealed = sealTo(new Uint8Array(32), new Uint8Array(32), new Uint8Array());
  await assert.rejects(sealed, refusedWith("nobody_reads"));
});
