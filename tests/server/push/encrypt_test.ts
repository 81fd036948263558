import assert from "node:assert/strict";
import { verify } from "node:crypto";
import { encryptPush, MAX_PUSH_BYTES } from "../../../server/push/encrypt.ts";
import { base64Url, makePushKeys, Vapid } from "../../../server/push/vapid.ts";
import { PushReceiver } from "../../support/push_service.ts";

Deno.test("encryptPush() makes what the browser alone reads, in one record that services take", async () => {
  const browser = new PushReceiver();
  const text = "é".repeat(MAX_PUSH_BYTES / 2);
  const body = await encryptPush(new TextEncoder().encode(text), browser.rawKeys);
  assert.ok(body.length <= 4_096);
  assert.equal(browser.decrypt(body), text);
  const short = await encryptPush(new TextEncoder().encode("hi"), browser.rawKeys);
  assert.equal(browser.decrypt(short), "hi");
  assert.throws(() => new PushReceiver().decrypt(short));
  await assert.rejects(
    encryptPush(new Uint8Array(MAX_PUSH_BYTES + 1), browser.rawKeys),
    RangeError,
  );
  const broken = { ...browser.rawKeys, p256dh: new Uint8Array(65) };
  await assert.rejects(encryptPush(new Uint8Array(1), broken), DOMException);
});

Deno.test("Vapid.authorization() signs who the server is, for one service and half a day", async () => {
  const keys = await makePushKeys();
  assert.equal(keys.publicKey.length, 65);
  const vapid = await Vapid.of(keys, "https://chat.example");
  const nowMs = Date.parse("2026-11-20T17:00:00Z");
  const field = await vapid.authorization("https://push.example", nowMs);
  const [, token = "", key = ""] = /^vapid t=(\S+), k=(\S+)$/.exec(field) ?? [];
  assert.equal(key, base64Url(keys.publicKey));
  const [head = "", claims = "", signature = ""] = token.split(".");
  const parsed = (part: string) => JSON.parse(atob(part.replaceAll("-", "+").replaceAll("_", "/")));
  assert.deepEqual(parsed(head), { typ: "JWT", alg: "ES256" });
  assert.deepEqual(parsed(claims), {
    aud: "https://push.example",
    exp: nowMs / 1_000 + 12 * 60 * 60,
    sub: "https://chat.example",
  });
  const point = (bytes: Uint8Array) => base64Url(bytes);
  const jwk = {
    kty: "EC",
    crv: "P-256",
    x: point(keys.publicKey.subarray(1, 33)),
    y: point(keys.publicKey.subarray(33)),
  };
  const signed = new TextEncoder().encode(`${head}.${claims}`);
  const raw = Uint8Array.fromBase64(signature, { alphabet: "base64url" });
  const isRight = verify(
    "sha256",
    signed,
    { key: jwk, format: "jwk", dsaEncoding: "ieee-p1363" },
    raw,
  );
  assert.ok(isRight);
  // The same for a while, another one later and for somebody else.
  assert.equal(await vapid.authorization("https://push.example", nowMs + 60_000), field);
  assert.notEqual(await vapid.authorization("https://push.example", nowMs + 7 * 3_600_000), field);
  assert.notEqual(await vapid.authorization("https://other.example", nowMs), field);
});
