import assert from "node:assert/strict";
import { NetworkBans } from "../../../server/access/network_bans.ts";

const NO_END = { reason: "", untilMs: undefined };

Deno.test("NetworkBans.find() finds the ban of any network that an address is in", () => {
  const bans = new NetworkBans();
  bans.add({ network: "192.0.2.0/24", ...NO_END });
  bans.add({ network: "198.51.100.7", ...NO_END });
  bans.add({ network: "2001:db8::/32", ...NO_END });
  assert.equal(bans.find("192.0.2.99", 0)?.network, "192.0.2.0/24");
  assert.equal(bans.find("::ffff:192.0.2.99", 0)?.network, "192.0.2.0/24");
  assert.equal(bans.find("198.51.100.7", 0)?.network, "198.51.100.7");
  assert.equal(bans.find("2001:db8:1::1", 0)?.network, "2001:db8::/32");
  for (const address of ["192.0.3.1", "198.51.100.8", "2001:db9::1", "::1", "pipe", ""]) {
    assert.equal(bans.find(address, 0), undefined, address);
  }
});

Deno.test("NetworkBans.find() passes over bans that are over or were lifted", () => {
  const bans = new NetworkBans();
  bans.add({ network: "192.0.2.0/24", reason: "spam", untilMs: 1_000 });
  bans.add({ network: "192.0.0.0/16", reason: "wide", untilMs: undefined });
  bans.add({ network: "192.0.0.0/16", reason: "wider", untilMs: undefined });
  assert.equal(bans.find("192.0.2.1", 999)?.reason, "spam");
  assert.equal(bans.find("192.0.2.1", 1_000)?.reason, "wider");
  bans.delete("192.0.0.0/16");
  assert.equal(bans.find("192.0.2.1", 1_000), undefined);
  bans.delete("192.0.2.0/24");
  bans.delete("192.0.2.0/24");
  assert.equal(bans.find("192.0.2.1", 0), undefined);
});
