import assert from "node:assert/strict";
import { renew } from "../../../client/encryption/account_changes.ts";
import {
  type Contact,
  fittingVault,
  mergedVaults,
  openVault,
  sealVault,
} from "../../../client/encryption/vault.ts";
import { damaged, refusedWith, Somebody, TIME_MS } from "../../support/encryption/cast.ts";

function contact(account: string, changes: Partial<Contact> = {}): Contact {
  const pin = { root: new Uint8Array(32).fill(1), seq: 3, head: new Uint8Array(32).fill(2) };
  return { account, pin, isVerified: false, changedMs: TIME_MS, ...changes };
}

function vaultOf(...contacts: Contact[]): Map<string, Contact> {
  return new Map(contacts.map((one) => [one.account, one]));
}

Deno.test("openVault() opens what sealVault() sealed, also after a new secret", async () => {
  const alice = await Somebody.called("alice");
  const vault = vaultOf(contact("bob", { isVerified: true }), contact("carol"));
  const place = { root: alice.log.root, version: 3 };
  const sealed = await sealVault(vault, alice.secret, place);
  assert.equal(sealed.length % 1_024, 37, "its length says little");
  await alice.does(renew);
  assert.deepEqual(await openVault(sealed, alice.secrets, place), vault);
});

Deno.test("openVault() refuses another version, another account, and any bit changed", async () => {
  const alice = await Somebody.called("alice");
  const place = { root: alice.log.root, version: 3 };
  const sealed = await sealVault(vaultOf(contact("bob")), alice.secret, place);
  const refused = refusedWith("bad_vault");
  await assert.rejects(openVault(sealed, alice.secrets, { ...place, version: 4 }), refused);
  const other = { ...place, root: new Uint8Array(32) };
  await assert.rejects(openVault(sealed, alice.secrets, other), refused);
  for (const bytes of damaged(sealed.slice(0, 64))) {
    await assert.rejects(
      openVault(bytes, alice.secrets, place),
      refusedWith("bad_vault", "bad_format", "no_key", "unknown_version"),
    );
  }
  const large = openVault(new Uint8Array(45_057), alice.secrets, place);
  await assert.rejects(large, refusedWith("too_large"));
});

Deno.test("mergedVaults() keeps what was decided last, and the longer pin", () => {
  const pin = contact("bob").pin;
  const earlier = contact("bob", { pin: { ...pin, seq: 5 }, isVerified: true });
  const later = contact("bob", { changedMs: TIME_MS + 1 });
  const both = { vault: vaultOf({ ...later, pin: earlier.pin }), conflicts: [] };
  assert.deepEqual(mergedVaults(vaultOf(earlier), vaultOf(later)), both);
  assert.deepEqual(mergedVaults(vaultOf(later), vaultOf(earlier)), both);
  const carol = contact("carol");
  assert.equal(mergedVaults(vaultOf(earlier), vaultOf(carol)).vault.size, 2);
});

Deno.test("mergedVaults() lets a first sight with another root replace nobody, and tells of it", () => {
  const pin = { ...contact("bob").pin, root: new Uint8Array(32) };
  const seen = contact("bob", { pin, changedMs: 0 });
  const verified = contact("bob", { isVerified: true });
  const kept = { vault: vaultOf(verified), conflicts: [{ kept: verified, other: seen }] };
  assert.deepEqual(mergedVaults(vaultOf(verified), vaultOf(seen)), kept);
  assert.deepEqual(mergedVaults(vaultOf(seen), vaultOf(verified)), kept);
  const known = contact("bob", { changedMs: 0 });
  assert.equal(mergedVaults(vaultOf(known), vaultOf(seen)).vault.get("bob"), known);
  const trusted = contact("bob", { pin, changedMs: TIME_MS + 2 });
  const { conflicts, vault } = mergedVaults(vaultOf(verified), vaultOf(trusted));
  assert.equal(vault.get("bob"), trusted, "somebody has decided so, later");
  assert.equal(conflicts.length, 1);
});

Deno.test("fittingVault() leaves out those who were not verified and have not changed for longest", async () => {
  const alice = await Somebody.called("alice");
  const many = Array.from(
    { length: 600 },
    (_, index) =>
      contact(`somebody-${index}`, { isVerified: index === 0, changedMs: TIME_MS + index }),
  );
  const fitting = fittingVault(vaultOf(...many));
  assert.ok(fitting.size > 300 && fitting.size < 600);
  assert.ok(fitting.has("somebody-0") && fitting.has("somebody-599") && !fitting.has("somebody-1"));
  const place = { root: alice.log.root, version: 1 };
  const sealed = await sealVault(fitting, alice.secret, place);
  assert.equal((await openVault(sealed, alice.secrets, place)).size, fitting.size);
  const large = sealVault(vaultOf(...many), alice.secret, place);
  await assert.rejects(large, refusedWith("too_large"));
});
