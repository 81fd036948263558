/** Entries about pushing messages to browsers that are closed (Web Push, RFC 8030). */
import { ChatError } from "../../../../protocol/errors.ts";
import type { PushWhat } from "../../../../protocol/records.ts";
import type { Appliers } from "../../applier.ts";
import { admitToRoom } from "../../gate.ts";
import type { WriteStore } from "../write_store.ts";

/** Most rooms for which one browser has its own wish. */
const MAX_PUSH_ROOMS = 500;

/** The pair of keys by which push services know the server (VAPID, RFC 8292): P-256. */
export interface PushKeys {
  /** In PKCS #8. */
  privateKey: Uint8Array;
  /** The point, uncompressed: 65 bytes. */
  publicKey: Uint8Array;
}

/** Entries about pushing. */
export interface PushEntries {
  /** Keeps these keys if there are none yet; results in those that there are. */
  offer_push_keys: { fields: PushKeys; result: PushKeys };
  /** Has messages for the account that acts pushed to the browser of one of its sessions. */
  subscribe_push: {
    fields: {
      session: number;
      endpoint: string;
      /** The browser's key, and the secret that it has made for this. */
      p256dh: Uint8Array;
      auth: Uint8Array;
      what: PushWhat;
      hidesText: boolean;
    };
    result: null;
  };
  /** Ends that; `endpoint` says that it does only as long as it is the same one. */
  unsubscribe_push: {
    fields: { session: number; endpoint: string | undefined };
    result: null;
  };
  /** What is pushed of a room to one browser; undefined has it be as everywhere. */
  set_push_room: {
    fields: { session: number; room: string; what: PushWhat | "none" | undefined };
    result: null;
  };
}

/** Applies {@linkcode PushEntries}. */
export const PUSH_APPLIERS: Appliers<PushEntries> = {
  offer_push_keys(store, { privateKey, publicKey }) {
    store.run(
      "INSERT INTO push_keys (id, private_key, public_key) VALUES (1, ?, ?) ON CONFLICT DO NOTHING",
      privateKey,
      publicKey,
    );
    const row = store.get("SELECT private_key, public_key FROM push_keys");
    return {
      privateKey: row?.["private_key"] as Uint8Array,
      publicKey: row?.["public_key"] as Uint8Array,
    };
  },

  subscribe_push(store, entry) {
    const { actor: account, session, endpoint, p256dh, auth, what, hidesText, timeMs } = entry;
    checkSession(store, { account, session });
    store.run(
      `INSERT INTO push_subscriptions (session, endpoint, p256dh, auth, what, hides_text, created_ms)
       VALUES (?, ?, ?, ?, ?, ?, ?)
       ON CONFLICT (session) DO UPDATE SET endpoint = excluded.endpoint, p256dh = excluded.p256dh,
         auth = excluded.auth, what = excluded.what, hides_text = excluded.hides_text,
         created_ms = excluded.created_ms`,
      session,
      endpoint,
      p256dh,
      auth,
      what,
      hidesText ? 1 : 0,
      timeMs,
    );
    return null;
  },

  unsubscribe_push(store, { session, endpoint }) {
    store.run(
      "DELETE FROM push_subscriptions WHERE session = ?1 AND (?2 IS NULL OR endpoint = ?2)",
      session,
      endpoint ?? null,
    );
    return null;
  },

  set_push_room(store, { actor: account, session, room, what }) {
    const { id } = admitToRoom(store, account, room, "read");
    checkSession(store, { account, session });
    const subscribed = store.get("SELECT 1 FROM push_subscriptions WHERE session = ?", session);
    if (subscribed === undefined) throw new ChatError("bad_field", "Nothing is pushed there yet");
    if (what === undefined) {
      store.run("DELETE FROM push_rooms WHERE session = ? AND conversation = ?", session, id);
      return null;
    }
    const row = store.get(
      "SELECT count(*) AS count FROM push_rooms WHERE session = ? AND conversation <> ?",
      session,
      id,
    );
    if (Number(row?.["count"]) >= MAX_PUSH_ROOMS) {
      throw new ChatError("bad_field", `There are ${MAX_PUSH_ROOMS} rooms at most`);
    }
    store.run(
      `INSERT INTO push_rooms (session, conversation, what) VALUES (?, ?, ?)
       ON CONFLICT (session, conversation) DO UPDATE SET what = excluded.what`,
      session,
      id,
      what,
    );
    return null;
  },
};

/** The session may have ended in the meantime, and nobody pushes to that of somebody else. */
function checkSession(
  store: WriteStore,
  { account, session }: { account: number; session: number },
): void {
  const row = store.get("SELECT 1 FROM sessions WHERE id = ? AND account = ?", session, account);
  if (row === undefined) throw new ChatError("no_such_session");
}
