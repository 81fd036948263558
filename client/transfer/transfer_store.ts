/** Keeps unfinished transfers for the next run, so that of several clients one goes on with each. */
import { join } from "node:path";
import { PrivateFile } from "../base/private_file.ts";
import {
  type KeptTransfer,
  lineOfTransfer,
  type TransferHome,
  transfersIn,
} from "./kept_transfer.ts";

/** Name of the file inside the config folder. */
const TRANSFERS_FILE = "transfers";

/** Most transfers that are kept; more are done as well, but forgotten with this run. */
const MAX_KEPT = 200;

const OWNER = /^[0-9a-f-]{36}$/;

/**
 * The transfers of one client. Whose a transfer is says the name of a file that its client holds
 * locked as long as it runs: the system lets go of it however the client ends.
 */
export class TransferStore {
  readonly #folder: string | undefined;
  readonly #file: PrivateFile | undefined;
  readonly #owner: string;
  #lock: Deno.FsFile | undefined;

  /** Without a folder nothing is kept. `owner` is a UUID that nobody had before. */
  constructor(folder: string | undefined, owner: string) {
    this.#folder = folder;
    this.#owner = owner;
    this.#file = folder === undefined ? undefined : new PrivateFile(folder, TRANSFERS_FILE);
  }

  /** Makes those of an account one's own that are wanted and no running client has. Throws as `keep`. */
  async takeUp(
    { isEncrypted, place, username }: TransferHome,
    isWanted: (kept: KeptTransfer) => boolean,
  ): Promise<KeptTransfer[]> {
    if (this.#file === undefined || await this.#file.read() === "") return [];
    this.#hold();
    const taken: KeptTransfer[] = [];
    await this.#file.update((text) =>
      transfersIn(text).map((kept) => {
        const isOurs = kept.place === place && kept.isEncrypted === isEncrypted &&
          kept.username === username;
        if (!isOurs || !this.#isLeft(kept.owner) || !isWanted(kept)) return kept;
        const own = { ...kept, owner: this.#owner };
        taken.push(own);
        return own;
      }).map(lineOfTransfer).join("")
    );
    return taken;
  }

  /** Keeps a transfer as it stands now. Throws when the file cannot be written. */
  async keep(transfer: Omit<KeptTransfer, "owner">): Promise<void> {
    if (this.#file === undefined) return;
    this.#hold();
    const kept = { ...transfer, owner: this.#owner } as KeptTransfer;
    await this.#file.update((text) => {
      const known = transfersIn(text);
      const index = known.findIndex(({ id }) => id === kept.id);
      if (index >= 0) known[index] = kept;
      else if (known.length < MAX_KEPT) known.push(kept);
      return known.map(lineOfTransfer).join("");
    });
  }

  /** Forgets a transfer that is over. Throws as `keep`. */
  async forget(id: string): Promise<void> {
    await this.#file?.update((text) =>
      transfersIn(text).filter((kept) => kept.id !== id).map(lineOfTransfer).join("")
    );
  }

  /** Lets go of what is left, for another client. */
  close(): void {
    const lock = this.#lock;
    if (lock === undefined) return;
    this.#lock = undefined;
    lock.close();
    removeQuietly(this.#lockPath(this.#owner));
  }

  #hold(): void {
    if (this.#lock !== undefined || this.#folder === undefined) return;
    Deno.mkdirSync(this.#folder, { recursive: true, mode: 0o700 });
    const path = this.#lockPath(this.#owner);
    const lock = Deno.openSync(path, { write: true, create: true, mode: 0o600 });
    lock.lockSync(true); // nobody else knows its name yet
    this.#lock = lock;
  }

  /** Whether no running client has the transfers of this owner. */
  #isLeft(owner: string): boolean {
    if (owner === this.#owner) return false;
    if (!OWNER.test(owner)) return true;
    const path = this.#lockPath(owner);
    let lock: Deno.FsFile;
    try {
      lock = Deno.openSync(path, { write: true });
    } catch {
      return true; // it was removed by its owner, or there never was one
    }
    try {
      if (!lock.tryLockSync(true)) return false;
    } finally {
      lock.close();
    }
    removeQuietly(path);
    return true;
  }

  #lockPath(owner: string): string {
    return join(this.#folder ?? "", `${TRANSFERS_FILE}.${owner}.lock`);
  }
}

/** An empty file that stays does no harm. */
function removeQuietly(path: string): void {
  try {
    Deno.removeSync(path);
  } catch {
    // Somebody else has removed it.
  }
}
