import assert from "node:assert/strict";
import { encryptPush, MAX_PLAIN_BYTES } from "../../../server/push/encrypt.ts";
import { TestBrowserKeys } from "../../support/push_service.ts";

const bytes = (text: string) => Uint8Array.fromBase64(text, { alphabet: "base64url" });
const plain = (text: string) => new TextEncoder().encode(text);

Deno.test("encryptPush() makes the bytes of the example in RFC 8291, section 5", async () => {
  const jwk = {
    kty: "EC",
    crv: "P-256",
    d: "yfWPiYE-n46HLnH0KqZOF1fJJU3MYrct3AELtAQ-oRw",
    x: "_jP0qw3qcZFNtVgj9ztUlI9BMG2SBzLbuaWaUyhkgiA",
    y: "DlmXp7e8Jgui1wiydZgJCbpOXMALzASoorK8Gu7eOXs",
  };
  const own = bytes(
    "BP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmYWAmS6TlzAC8wEqKK6PBru3jl7A8",
  );
  const url = { alphabet: "base64url", omitPadding: true } as const;
  jwk.x = own.subarray(1, 33).toBase64(url);
  jwk.y = own.subarray(33).toBase64(url);
  const curve = { name: "ECDH", namedCurve: "P-256" };
  const { d: _d, ...open } = jwk;
  const keys = {
    privateKey: await crypto.subtle.importKey("jwk", jwk, curve, true, ["deriveBits"]),
    publicKey: await crypto.subtle.importKey("jwk", open, curve, true, []),
  };
  const body = await encryptPush(plain("When I grow up, I want to be a watermelon"), {
    publicKey: bytes(
      "BCVxsr7N_eNgVRqvHtD0zTZsEc6-VV-JvLexhqUzORcxaOzi6-AYWXvTBHm4bjyPjs7Vd8pZGH6SRpkNtoIAiw4",
    ),
    secret: bytes("BTBZMqHH6r4Tts7J_aSIgg"),
    salt: bytes("DGv6ra1nlYgDCS1FRnbzlw"),
    keys,
  });
  assert.equal(
    body.toBase64(url),
    "DGv6ra1nlYgDCS1FRnbzlwAAEABBBP4z9KsN6nGRTbVYI_c7VJSPQTBtkgcy27mlmlMoZIIgDll6e3vCYLocInmY" +
      "WAmS6TlzAC8wEqKK6PBru3jl7A_yl95bQpu6cVPTpK4Mqgkf1CXztLVBSt2Ks3oZwbuwXPXLWyouBWLVWGNWQexS" +
      "gSxsj_Qulcy4a-fN",
  );
});

Deno.test("encryptPush() makes what another implementation reads, of one length for many texts", async () => {
  const browser = new TestBrowserKeys();
  const { auth, p256dh } = browser.fields;
  const lengths = new Set<number>();
  for (const text of ["", "a", "ä".repeat(200), "x".repeat(511)]) {
    const body = await encryptPush(plain(text), {
      publicKey: bytes(p256dh),
      secret: bytes(auth),
      salt: crypto.getRandomValues(new Uint8Array(16)),
      padTo: 512,
    });
    assert.equal(browser.decrypt(body), text);
    if (text !== "") lengths.add(body.length);
  }
  assert.equal(lengths.size, 1);
});

Deno.test("encryptPush() fills a record to its end, and refuses more", async () => {
  const browser = new TestBrowserKeys();
  const { auth, p256dh } = browser.fields;
  const options = {
    publicKey: bytes(p256dh),
    secret: bytes(auth),
    salt: crypto.getRandomValues(new Uint8Array(16)),
    padTo: 512,
  };
  const text = "x".repeat(MAX_PLAIN_BYTES);
  const body = await encryptPush(plain(text), options);
  assert.equal(body.length, 4_096);
  assert.equal(browser.decrypt(body), text);
  await assert.rejects(encryptPush(plain(`${text}x`), options), RangeError);
});
