import assert from "node:assert/strict";
import { deviceName } from "../../../../client/web/net/device_name.ts";

const NAMES: readonly (readonly [string, string])[] = [
  [
    "Mozilla/5.0 (X11; Linux x86_64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36",
    "Chrome on Linux",
  ],
  ["Mozilla/5.0 (X11; Linux x86_64; rv:153.0) Gecko/20100101 Firefox/153.0", "Firefox on Linux"],
  [
    "Mozilla/5.0 (iPhone; CPU iPhone OS 19_0 like Mac OS X) AppleWebKit/605.1.15 (KHTML, like Gecko) Version/19.0 Mobile/15E148 Safari/604.1",
    "Safari on iOS",
  ],
  [
    "Mozilla/5.0 (Windows NT 10.0; Win64; x64) AppleWebKit/537.36 (KHTML, like Gecko) Chrome/156.0.0.0 Safari/537.36 Edg/156.0.0.0",
    "Edge on Windows",
  ],
  ["", "Browser on a device"],
];

Deno.test("deviceName() names browser and system as people know them", () => {
  for (const [userAgent, name] of NAMES) {
    assert.equal(deviceName(userAgent, "0.1.0"), `${name} (chat/0.1.0)`);
  }
});
