/** The package `hpke` against the vectors of RFC 9180: of its key agreement and of its cipher. */
import assert from "node:assert/strict";
import {
  AEAD_AES_128_GCM,
  AEAD_AES_256_GCM,
  CipherSuite,
  KDF_HKDF_SHA256,
  KDF_HKDF_SHA512,
  KEM_DHKEM_P521_HKDF_SHA512,
  KEM_DHKEM_X25519_HKDF_SHA256,
} from "hpke";

const INFO = "4f6465206f6e2061204772656369616e2055726e";
const PLAIN = "4265617574792069732074727574682c20747275746820626561757479";

/** RFC 9180 has none of both together: A.1 is of the key agreement used here, A.6 of the cipher. */
const VECTORS = [
  {
    name: "A.1.1, DHKEM(X25519, HKDF-SHA256), HKDF-SHA256, AES-128-GCM",
    suite: () => new CipherSuite(KEM_DHKEM_X25519_HKDF_SHA256, KDF_HKDF_SHA256, AEAD_AES_128_GCM),
    ikmR: "6db9df30aa07dd42ee5e8181afdb977e538f5e1fec8a06223f33f7013e525037",
    skRm: "4612c550263fc8ad58375df3f557aac531d26850903e55a9f23f21d8534e8ac8",
    pkRm: "3948cfe0ad1ddb695d780e59077195da6c56506b027329794ab02bca80815c4d",
    enc: "37fda3567bdbd628e88668c3c8d7e97d1d1253b6d4ea6d44c150f741f1bf4431",
    sealed: [
      "f938558b5d72f1a23810b4be2ab4f84331acc02fc97babc53a52ae8218a355a96d8770ac83d07bea87e13c512a",
      "af2d7e9ac9ae7e270f46ba1f975be53c09f8d875bdc8535458c2494e8a6eab251c03d0c22a56b8ca42c2063b84",
    ],
  },
  {
    name: "A.6.1, DHKEM(P-521, HKDF-SHA512), HKDF-SHA512, AES-256-GCM",
    suite: () => new CipherSuite(KEM_DHKEM_P521_HKDF_SHA512, KDF_HKDF_SHA512, AEAD_AES_256_GCM),
    ikmR: "2ad954bbe39b7122529f7dde780bff626cd97f850d0784a432784e69d86ecc" +
      "aade43b6c10a8ffdb94bf943c6da479db137914ec835a7e715e36e45e29b587bab3bf1",
    skRm: "01462680369ae375e4b3791070a7458ed527842f6a98a79ff5e0d4cbde83c2" +
      "7196a3916956655523a6a2556a7af62c5cadabe2ef9da3760bb21e005202f7b2462847",
    pkRm: "0401b45498c1714e2dce167d3caf162e45e0642afc7ed435df7902ccae0e84" +
      "ba0f7d373f646b7738bbbdca11ed91bdeae3cdcba3301f2457be452f271fa6837580" +
      "e661012af49583a62e48d44bed350c7118c0d8dc861c238c72a2bda17f64704f464b" +
      "57338e7f40b60959480c0e58e6559b190d81663ed816e523b6b6a418f66d2451ec64",
    enc: "040138b385ca16bb0d5fa0c0665fbbd7e69e3ee29f63991d3e9b5fa740aab8" +
      "900aaeed46ed73a49055758425a0ce36507c54b29cc5b85a5cee6bae0cf1c21f2731" +
      "ece2013dc3fb7c8d21654bb161b463962ca19e8c654ff24c94dd2898de12051f1ed0" +
      "692237fb02b2f8d1dc1c73e9b366b529eb436e98a996ee522aef863dd5739d2f29b0",
    sealed: [
      "170f8beddfe949b75ef9c387e201baf4132fa7374593dfafa90768788b7b2b200aafcc6d80ea4c795a7c5b841a",
      "d9ee248e220ca24ac00bbbe7e221a832e4f7fa64c4fbab3945b6f3af0c5ecd5e16815b328be4954a05fd352256",
    ],
  },
];

for (const { enc, ikmR, name, pkRm, sealed, skRm, suite } of VECTORS) {
  Deno.test(`hpke opens what RFC 9180 seals in ${name}`, async () => {
    const hpke = suite();
    const pair = await hpke.DeriveKeyPair(Uint8Array.fromHex(ikmR), true);
    assert.equal((await hpke.SerializePublicKey(pair.publicKey)).toHex(), pkRm);
    assert.equal((await hpke.SerializePrivateKey(pair.privateKey)).toHex(), skRm);
    const recipient = await hpke.SetupRecipient(pair, Uint8Array.fromHex(enc), {
      info: Uint8Array.fromHex(INFO),
    });
    for (const [index, text] of sealed.entries()) {
      const bound = new TextEncoder().encode(`Count-${index}`);
      const plain = await recipient.Open(Uint8Array.fromHex(text), bound);
      assert.equal(plain.toHex(), PLAIN);
    }
  });
}
