import assert from "node:assert/strict";
import { isPublicAddress } from "../../../server/access/public_networks.ts";

Deno.test("isPublicAddress() knows what is on the internet", () => {
  for (const address of ["8.8.8.8", "1.1.1.1", "172.32.0.1", "2606:4700::1111", "2a00:1450::1"]) {
    assert.ok(isPublicAddress(address), address);
  }
  for (
    const address of [
      "0.0.0.0",
      "10.1.2.3",
      "100.64.0.1",
      "127.0.0.1",
      "169.254.169.254",
      "172.16.0.1",
      "172.31.255.255",
      "192.168.1.1",
      "198.18.0.1",
      "224.0.0.1",
      "255.255.255.255",
      "::",
      "::1",
      "::ffff:10.0.0.1",
      "::ffff:169.254.169.254",
      "64:ff9b::a00:1",
      "fc00::1",
      "fe80::1",
      "fe80::1%eth0",
      "ff02::1",
      "2001:db8::1",
      "2002:a00:1::1",
      "8.8.8.0/24",
      "push.example",
      "",
    ]
  ) assert.ok(!isPublicAddress(address), address);
});
