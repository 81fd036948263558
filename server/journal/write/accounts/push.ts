/** Entries about Web Push: the key of the server, and the browsers that are told while no page is open. */
import { ChatError } from "../../../../protocol/errors.ts";
import type { PlaceMode, PushNotify, QuietHours } from "../../../../protocol/push.ts";
import { foldUsername, parseRoomName } from "../../../../protocol/names.ts";
import type { Appliers } from "../../applier.ts";
import type { Store } from "../../database/store.ts";

/** A pair of keys on the curve P-256. */
export interface PushKeyPair {
  /** A point, not compressed: 65 bytes. */
  publicKey: Uint8Array;
  /** 32 bytes. */
  privateKey: Uint8Array;
}

/** Entries about Web Push. */
export interface PushEntries {
  /**
   * Keeps the pair of keys that whoever appends this has drawn; the first one stays for ever, because
   * a subscription is good for one key only. The result is what is kept.
   */
  keep_push_key: { fields: PushKeyPair; result: PushKeyPair };
  /**
   * The browser of a session wants to be told; takes the place of what the session wanted before, and
   * of whoever used the same browser before.
   */
  subscribe_push: {
    fields: {
      session: number;
      endpoint: string;
      /** The browser's key: a point on P-256, 65 bytes. */
      publicKey: Uint8Array;
      /** The browser's authentication secret: 16 bytes. */
      secret: Uint8Array;
      notify: PushNotify;
      hidesText: boolean;
      /** Places that are no conversation of the account are left out. */
      places: readonly PlaceMode[];
      /** When nothing is pushed; whoever appends this knows the zone, and who pushes judges the time. */
      quiet: QuietHours | undefined;
    };
    result: null;
  };
  /** Ends that; with an `endpoint` only if it is still this one. Says whether there was one. */
  unsubscribe_push: { fields: { session: number; endpoint: string | undefined }; result: boolean };
}

/** Applies {@linkcode PushEntries}. */
export const PUSH_APPLIERS: Appliers<PushEntries> = {
  keep_push_key(store, { publicKey, privateKey }) {
    store.run(
      "INSERT OR IGNORE INTO push_key (id, public_key, private_key) VALUES (1, ?, ?)",
      publicKey,
      privateKey,
    );
    return pushKey(store) ?? { publicKey, privateKey };
  },

  subscribe_push(store, entry) {
    const { actor: account, session, endpoint, publicKey, secret, notify, hidesText, quiet } =
      entry;
    const isOwn = store.get(
      "SELECT 1 FROM sessions WHERE id = ? AND account = ?",
      session,
      account,
    );
    if (isOwn === undefined) throw new ChatError("no_such_session");
    store.run(
      "DELETE FROM push_subscriptions WHERE session = ? OR endpoint = ?",
      session,
      endpoint,
    );
    store.run(
      `INSERT INTO push_subscriptions
         (session, account, endpoint, public_key, secret, notify, hides_text,
          quiet_from, quiet_to, quiet_zone)
       VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)`,
      session,
      account,
      endpoint,
      publicKey,
      secret,
      notify,
      hidesText ? 1 : 0,
      quiet?.from ?? null,
      quiet?.to ?? null,
      quiet?.zone ?? null,
    );
    for (const place of entry.places) {
      const conversation = conversationOf(store, account, place);
      if (conversation === undefined) continue;
      store.run(
        "INSERT OR REPLACE INTO push_modes (session, conversation, mode) VALUES (?, ?, ?)",
        session,
        conversation,
        place.notify,
      );
    }
    return null;
  },

  unsubscribe_push(store, { session, endpoint }) {
    const { changes } = store.run(
      "DELETE FROM push_subscriptions WHERE session = ?1 AND (?2 IS NULL OR endpoint = ?2)",
      session,
      endpoint ?? null,
    );
    return changes > 0;
  },
};

/** The pair of keys of the server; undefined as long as nobody has asked for it. */
export function pushKey(store: Store): PushKeyPair | undefined {
  const row = store.get("SELECT public_key, private_key FROM push_key");
  if (row === undefined) return undefined;
  return {
    publicKey: row["public_key"] as Uint8Array,
    privateKey: row["private_key"] as Uint8Array,
  };
}

function conversationOf(store: Store, account: number, place: PlaceMode): number | undefined {
  const row = place.room === undefined
    ? store.get(
      `SELECT conversations.id FROM accounts
       JOIN conversations ON low = min(?1, accounts.id) AND high = max(?1, accounts.id)
       WHERE folded_name = ?2`,
      account,
      foldUsername(place.with),
    )
    : store.get(
      `SELECT conversations.id FROM conversations
       JOIN members ON members.conversation = conversations.id AND account = ?
       WHERE conversations.name = ? AND role NOT IN ('banned', 'invited')`,
      account,
      roomNameIn(place.room),
    );
  return row && Number(row["id"]);
}

/** As rooms are called; nothing that a room is called for what is no name. */
function roomNameIn(text: string): string {
  try {
    return parseRoomName(text);
  } catch (error) {
    if (error instanceof ChatError) return "";
    throw error;
  }
}
