/** What a device keeps, in memory; processes of one device share it. */
import {
  type KeptKeys,
  type KeyStore,
  NOTHING_KEPT,
} from "../../../client/encryption/session/key_store.ts";
import { deviceFromSeed, newSeed, type OwnDevice } from "../../../client/encryption/own_device.ts";

export class MemoryKeys implements KeyStore {
  readonly #account: string;
  #device: OwnDevice | undefined;
  kept: KeptKeys = NOTHING_KEPT;

  constructor(account: string, device?: OwnDevice) {
    this.#account = account;
    this.#device = device;
  }

  async device(): Promise<OwnDevice | undefined> {
    return await Promise.resolve(this.#device);
  }

  async newDevice(replaced: OwnDevice | undefined): Promise<OwnDevice> {
    const account = this.#account;
    const device = await deviceFromSeed({ seed: newSeed(), kind: "terminal", account });
    if (this.#device !== undefined && this.#device !== replaced) return this.#device;
    const { contacts, conversations, rooms = new Map() } = this.kept;
    this.kept = { ...NOTHING_KEPT, contacts, conversations, rooms };
    return this.#device = device;
  }

  async forget(): Promise<void> {
    this.#device = undefined;
    this.kept = NOTHING_KEPT;
    await Promise.resolve();
  }

  async read(): Promise<KeptKeys> {
    return await Promise.resolve(this.kept);
  }

  async update(change: (kept: KeptKeys) => KeptKeys): Promise<KeptKeys> {
    this.kept = change(this.kept);
    return await Promise.resolve(this.kept);
  }
}
