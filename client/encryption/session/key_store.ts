/** What a device keeps where it runs; a file, or the database of a browser, stands behind it. */
import type { Bytes } from "../../../protocol/encryption/bytes.ts";
import type { ConversationPin } from "../../../protocol/encryption/check_statement.ts";
import type { RoomPin } from "../../../protocol/encryption/room_log.ts";
import type { OwnDevice } from "../own_device.ts";
import type { Contact } from "../vault.ts";

/** What is kept of a conversation. */
export interface KeptConversation extends ConversationPin {
  /** The least id that was ever said, or seen, to be the first encrypted one. */
  fromId?: number;
}

/** What is kept beside the device's own keys. */
export interface KeptKeys {
  /** One's own log, from its start: what a server that was restored is given back. */
  entries: readonly Bytes[];
  /** The newest secret of the account, sealed to this device. */
  secret: { generation: number; sealed: Bytes } | undefined;
  /** What each generation but the first wraps, by generation. */
  older: ReadonlyMap<number, Bytes>;
  /** Whom one knows, by name. */
  contacts: ReadonlyMap<string, Contact>;
  /** The newest key of each conversation that was seen, by the name of the other one. */
  conversations: ReadonlyMap<string, KeptConversation>;
  /** How far the log of each encrypted room was seen, by `#` and its name. */
  rooms?: ReadonlyMap<string, RoomPin>;
  /** The newest vault that was seen; 0 for none. */
  vaultVersion: number;
  /** Whether the recovery code of the account was shown to somebody. */
  isCodeShown: boolean;
  /** Whether somebody was reminded of what may be lost here, which is done once. */
  isReminded?: boolean;
}

/** Nothing is kept yet. */
export const NOTHING_KEPT: KeptKeys = {
  entries: [],
  secret: undefined,
  older: new Map(),
  contacts: new Map(),
  conversations: new Map(),
  vaultVersion: 0,
  isCodeShown: true,
};

/** Several processes may share what stands behind it: each change is made to what is there then. */
export interface KeyStore {
  /** The device; `undefined` while there is none. */
  device(): Promise<OwnDevice | undefined>;
  /**
   * A new device in the place of `replaced`, kept before it is returned; when another process has
   * replaced that one already, its device. Whom one knows is kept, everything else is forgotten.
   */
  newDevice(replaced: OwnDevice | undefined): Promise<OwnDevice>;
  /** Forgets the device and everything with it. */
  forget(): Promise<void>;
  read(): Promise<KeptKeys>;
  /** Changes what is there now, with nobody else in between; returns what is there then. */
  update(change: (kept: KeptKeys) => KeptKeys): Promise<KeptKeys>;
}
