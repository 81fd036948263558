import assert from "node:assert/strict";
import { ownSettings } from "../../../client/plain/own_settings.ts";
import { TemporaryFolder } from "../../support/test_server.ts";

Deno.test("ownSettings() tells through which proxy further connections are made", async () => {
  using folder = new TemporaryFolder();
  const told: string[] = [];
  const own = await ownSettings({
    folder: folder.path,
    address: "chat.example:5000",
    username: "alice",
    warn: () => {},
    proxyChanged: (proxy) => told.push(proxy),
  });
  const powers = await own.powers();
  await powers.change("proxy", "socks5://localhost:9050");
  await powers.reset("proxy");
  assert.deepEqual(told, ["socks5://localhost:9050", ""]);
  await own.logs.close();
});
