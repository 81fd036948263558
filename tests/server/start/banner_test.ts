import assert from "node:assert/strict";
import { banner } from "../../../server/start/banner.ts";
import { webAddress } from "../../../server/start/own_addresses.ts";
import { DEFAULT_SERVE_OPTIONS } from "../../../server/start/serve_options.ts";

const OUTSIDE = { address: "192.0.2.7", family: "IPv4" } as Deno.NetworkInterfaceInfo;
const { web } = DEFAULT_SERVE_OPTIONS;

function addressOf(
  options: Partial<typeof DEFAULT_SERVE_OPTIONS>,
  webPort: number | undefined,
  interfaces: Deno.NetworkInterfaceInfo[] = [OUTSIDE],
) {
  return webAddress({ ...DEFAULT_SERVE_OPTIONS, ...options }, { webPort }, interfaces);
}

Deno.test("webAddress() is what to open on another machine, where that can be", () => {
  assert.equal(addressOf({}, 5_000), "https://192.0.2.7:5000/");
  assert.equal(addressOf({}, 5_000, []), "https://localhost:5000/");
  assert.equal(addressOf({}, undefined), undefined);
  assert.equal(addressOf({ host: "::1" }, 5_000), "https://[::1]:5000/");
  const at = { host: "0.0.0.0", port: 443 };
  assert.equal(addressOf({ host: "127.0.0.1", web: { ...web, at } }, 443), "https://192.0.2.7/");
  const tls = { kind: "off" } as const;
  const plain = { host: "127.0.0.1", port: 8_080 };
  assert.equal(addressOf({ tls, web: { ...web, at: plain } }, 8_080), "http://127.0.0.1:8080/");
  const origins = ["https://chat.example"];
  assert.equal(addressOf({ tls, web: { ...web, origins } }, 8_080), "https://chat.example/");
});

Deno.test("banner() has the address for browsers, and none where they are not answered", () => {
  const running = {
    port: 5_000,
    metricsPort: undefined,
    dataFolder: "/srv/chat",
    fingerprint: undefined,
    claimCode: undefined,
  };
  const shown = banner(DEFAULT_SERVE_OPTIONS, { ...running, webPort: 5_000 }, [OUTSIDE]);
  assert.match(shown, /^ {2}In a browser {5}https:\/\/192\.0\.2\.7:5000\/$/m);
  const none = banner(DEFAULT_SERVE_OPTIONS, { ...running, webPort: undefined }, [OUTSIDE]);
  assert.doesNotMatch(none, /browser/);
});
