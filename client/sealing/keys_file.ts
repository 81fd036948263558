/** The keys of one account in a file of the config folder: private, locked, shared by processes. */
import { sameBytes } from "../../protocol/encryption/bytes.ts";
import { PrivateFile } from "../base/private_file.ts";
import { reasonOf } from "../base/failure.ts";
import { deviceFromSeed, newSeed, type OwnDevice } from "../encryption/own_device.ts";
import { type KeptKeys, type KeyStore, NOTHING_KEPT } from "../encryption/session/key_store.ts";
import { DamagedKeys } from "./damaged_keys.ts";
import { keysPath, type KeysPlace } from "./keys_path.ts";
import { decodeKept, encodeKept, type KeptFile } from "./kept_form.ts";

/** What stands behind a {@linkcode KeyStore} in a terminal. */
export class KeysFile implements KeyStore {
  readonly #place: KeysPlace;
  readonly #file: PrivateFile;
  #device: OwnDevice | undefined;

  constructor(place: KeysPlace) {
    this.#place = place;
    const { folder, name } = keysPath(place);
    this.#file = new PrivateFile(folder, name);
  }

  /** Everything that is kept; `undefined` when nothing is. Throws {DamagedKeys}, {NotPrivate}. */
  async all(): Promise<KeptFile | undefined> {
    return this.#decoded(await this.#file.read());
  }

  async device(): Promise<OwnDevice | undefined> {
    const kept = await this.all();
    if (kept === undefined) return this.#device = undefined;
    if (this.#device === undefined || !sameBytes(this.#device.id, kept.device)) {
      this.#device = await this.#deviceOf(kept.seed);
    }
    return this.#device;
  }

  async newDevice(replaced: OwnDevice | undefined): Promise<OwnDevice> {
    const seed = newSeed();
    const device = await this.#deviceOf(seed);
    await this.#file.update((text) => {
      const kept = this.#decoded(text);
      const isReplaced = kept === undefined ||
        (replaced !== undefined && sameBytes(kept.device, replaced.id));
      if (!isReplaced) return text;
      const { contacts = new Map(), conversations = new Map(), rooms = new Map() } = kept?.keys ??
        {};
      const keys = { ...NOTHING_KEPT, contacts, conversations, rooms };
      return encodeKept({ seed, device: device.id, keys }, this.#place.account);
    });
    return await this.device() ?? device;
  }

  async forget(): Promise<void> {
    await this.#file.update(() => "");
    this.#device = undefined;
  }

  async read(): Promise<KeptKeys> {
    return (await this.all())?.keys ?? NOTHING_KEPT;
  }

  async update(change: (kept: KeptKeys) => KeptKeys): Promise<KeptKeys> {
    let after = NOTHING_KEPT;
    await this.#file.update((text) => {
      const kept = this.#decoded(text);
      // Without a device there is nothing to keep anything for.
      if (kept === undefined) return text;
      after = change(kept.keys);
      return encodeKept({ ...kept, keys: after }, this.#place.account);
    });
    return after;
  }

  async #deviceOf(seed: KeptFile["seed"]): Promise<OwnDevice> {
    return await deviceFromSeed({ seed, kind: "terminal", account: this.#place.account });
  }

  #decoded(text: string): KeptFile | undefined {
    if (text === "") return undefined;
    try {
      return decodeKept(text, this.#place.account);
    } catch (error) {
      throw new DamagedKeys(
        `The keys in ${this.#file.path} cannot be read (${reasonOf(error)}). Nothing was changed ` +
          "in it. Put a copy back, or move it away and link this device anew",
        { cause: error },
      );
    }
  }
}
