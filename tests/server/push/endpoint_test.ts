import assert from "node:assert/strict";
import { parseAddress, parseNetwork } from "../../../server/access/network.ts";
import { isAllowed, parseEndpoint } from "../../../server/net/outbound/endpoint.ts";
import { isPublicAddress } from "../../../server/net/outbound/public_address.ts";
import { checkPushAddress } from "../../../server/push/endpoint.ts";
import { TestBrowserKeys } from "../../support/push_service.ts";

const PRIVATE = [
  "0.0.0.0",
  "10.1.2.3",
  "100.64.0.1",
  "127.0.0.1",
  "169.254.169.254",
  "172.31.255.255",
  "192.168.1.1",
  "198.18.0.1",
  "224.0.0.1",
  "255.255.255.255",
  "::",
  "::1",
  "::ffff:127.0.0.1",
  "::ffff:10.0.0.1",
  "64:ff9b::7f00:1",
  "fe80::1",
  "fc00::1",
  "fd12:3456::1",
  "ff02::1",
  "2001:db8::1",
  "2002:7f00:1::1",
  "2001:0:4136:e378:8000:63bf:3fff:fdd2",
];
const PUBLIC = ["1.1.1.1", "8.8.8.8", "172.32.0.1", "2606:4700::1111", "2a00:1450:4001::5e"];

Deno.test("isPublicAddress() is no for this machine, its network, and what is of nobody", () => {
  for (const text of PRIVATE) {
    const address = parseAddress(text);
    assert.ok(address !== undefined, text);
    assert.equal(isPublicAddress(address), false, text);
  }
});

Deno.test("isPublicAddress() is yes for what is out in the internet", () => {
  for (const text of PUBLIC) {
    const address = parseAddress(text);
    assert.ok(address !== undefined, text);
    assert.equal(isPublicAddress(address), true, text);
  }
});

const { fields } = new TestBrowserKeys();
const check = (endpoint: string, networks: readonly string[] = []) =>
  checkPushAddress(
    { ...fields, endpoint },
    networks.map((text) => {
      const network = parseNetwork(text);
      assert.ok(network !== undefined);
      return network;
    }),
  );

Deno.test("checkPushAddress() takes push services by https on its usual port", () => {
  for (
    const endpoint of [
      "https://fcm.googleapis.com/fcm/send/abc:def",
      "https://1.1.1.1/",
      "https://push.example:443/x?y",
    ]
  ) {
    assert.equal(check(endpoint).endpoint, new URL(endpoint).href);
  }
});

Deno.test("checkPushAddress() refuses every other endpoint", () => {
  for (
    const endpoint of [
      "",
      "push.example",
      "http://push.example/",
      "ftp://push.example/",
      "file:///etc/passwd",
      "https://push.example:8443/",
      "https://user:secret@push.example/",
      "https://127.0.0.1/",
      "https://2130706433/",
      "https://0x7f.1/",
      "https://[::1]/",
      "https://[::ffff:127.0.0.1]/",
      "https://192.168.0.1/",
      `https://push.example/${"x".repeat(3_000)}`,
    ]
  ) {
    assert.throws(() => check(endpoint), { code: "bad_field" }, endpoint);
  }
});

Deno.test("checkPushAddress() takes any address in a network that was named, and none beside it", () => {
  check("http://127.0.0.1:8000/", ["127.0.0.0/8"]);
  check("https://10.1.2.3:8443/", ["127.0.0.0/8", "10.0.0.0/8"]);
  assert.throws(() => check("http://10.1.2.3/", ["127.0.0.0/8"]), { code: "bad_field" });
});

Deno.test("checkPushAddress() refuses keys that are none", () => {
  const endpoint = "https://push.example/";
  const { auth, p256dh } = fields;
  const wrong = [
    { p256dh: "", auth },
    { p256dh: `A${p256dh.slice(1)}`, auth },
    { p256dh: p256dh.slice(4), auth },
    { p256dh: "not base64!", auth },
    { p256dh, auth: "" },
    { p256dh, auth: `${auth}AAAA` },
  ];
  for (const given of wrong) {
    assert.throws(() => checkPushAddress({ endpoint, ...given }, []), { code: "bad_field" });
  }
});

Deno.test("isAllowed() judges the address that a name stands for", () => {
  const endpoint = parseEndpoint("https://push.example/");
  const local = parseAddress("127.0.0.1");
  const out = parseAddress("1.1.1.1");
  const odd = parseEndpoint("https://push.example:8443/");
  assert.ok(endpoint && odd && local && out);
  assert.equal(isAllowed(endpoint, local, []), false);
  assert.equal(isAllowed(endpoint, out, []), true);
  assert.equal(isAllowed(odd, out, []), false);
  assert.equal(isAllowed(odd, out, [out]), true);
});
