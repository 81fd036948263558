/** Where the keys of accounts are kept on this device, whatever keeps them. */
import type { KeyStore } from "../encryption/session/key_store.ts";

/** The keys for one server, of whichever account. */
export interface KeyHome {
  /** Whether there are keys of this account here, readable or not. */
  has(account: string): boolean;
  /** What the keys of this account are kept in. */
  open(account: string): Promise<KeyStore>;
}
