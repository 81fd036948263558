/** What somebody has decided of others reaches the other devices, whenever the server can be reached. */
import assert from "node:assert/strict";
import { startAccount } from "../../../../client/encryption/account_changes.ts";
import type { KeyRequest } from "../../../../client/encryption/session/key_requests.ts";
import { PrivateTalk } from "../../../../client/encryption/session/private_talk.ts";
import { ChatError } from "../../../../protocol/errors.ts";
import { newDevice, TIME_MS } from "../../../support/encryption/cast.ts";
import { keyRequests } from "../../../support/encryption/key_requests.ts";
import { KeyServer } from "../../../support/encryption/key_server.ts";
import { MemoryKeys } from "../../../support/encryption/memory_keys.ts";

class Cut extends Error {}

/** A server that keeps vaults, and can be out of reach for them. */
class VaultServer extends KeyServer {
  isCut = false;
  vault: { version: number; blob?: string } = { version: 0 };

  async talkOf(account: string): Promise<PrivateTalk> {
    const device = await newDevice(account);
    await this.change(account, await startAccount({ account, devices: [device], timeMs: TIME_MS }));
    const store = new MemoryKeys(account, device);
    const real = keyRequests(this, account, store);
    const request = ((action: "keys_vault", fields: { version?: number; blob?: string }) => {
      if (action !== "keys_vault") return real(action as "keys_vault", fields);
      if (this.isCut) return Promise.reject(new Cut());
      if (fields.blob !== undefined) {
        if (fields.version !== this.vault.version + 1) throw new ChatError("vault_moved");
        this.vault = { version: fields.version, blob: fields.blob };
      }
      return Promise.resolve({ ...this.vault });
    }) as KeyRequest;
    return new PrivateTalk({ account, request, store, timeMs: () => TIME_MS });
  }
}

Deno.test("what was decided while the server was out of reach is shared once it is back", async () => {
  const server = new VaultServer();
  await server.talkOf("bob");
  const { contacts } = await server.talkOf("alice");
  await contacts.log("bob");
  await contacts.shareUnshared();
  await contacts.share();
  assert.equal(server.vault.version, 0, "nobody has decided anything");
  server.isCut = true;
  await assert.rejects(contacts.verify("bob", true), Cut);
  server.isCut = false;
  await contacts.shareUnshared();
  assert.equal(server.vault.version, 1);
  await contacts.share();
  await contacts.shareUnshared();
  assert.equal(server.vault.version, 1, "there is nothing more to share");
});

Deno.test("a server that was restored from before gets back what was decided", async () => {
  const server = new VaultServer();
  await server.talkOf("bob");
  const { contacts } = await server.talkOf("alice");
  await contacts.verify("bob", true);
  const { blob } = server.vault;
  assert.ok(blob);
  server.vault = { version: 0 };
  await contacts.share();
  assert.ok(server.vault.blob);
});
