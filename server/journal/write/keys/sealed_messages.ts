/** Entries about what is end-to-end encrypted: messages, edits and reactions. */
import type { SealedContent } from "../../../../protocol/content/content.ts";
import { sealedContent } from "../../../../protocol/content/sealed.ts";
import { type Bytes, toBase64url } from "../../../../protocol/encryption/bytes.ts";
import { ChatError } from "../../../../protocol/errors.ts";
import { NONCE_LIFETIME_MS } from "../../../../protocol/limits.ts";
import type { Appliers } from "../../applier.ts";
import type { StorageLimits } from "../../files/storage_limits.ts";
import {
  accountNamed,
  type AdmittedMessage,
  admitToMessage,
  admitToRoom,
  demand,
} from "../../gate.ts";
import { columnsOf, withSealed } from "../../content/kinds.ts";
import type { Store } from "../../database/store.ts";
import { checkTextRoom } from "../files/quotas.ts";
import { keepFormerText } from "../messages/former_texts.ts";
import { type Changed, changed } from "../messages/messages.ts";
import { addConversation, checkRoom, conversationOf, post } from "../messages/post.ts";
import { type Posted, posted } from "../messages/posted.ts";
import { checkPace, checkPrivateVoice, checkVoice } from "../order/restraints.ts";
import type { RoomRecord } from "../../records.ts";
import type { WriteStore } from "../write_store.ts";
import { currentLog } from "./key_rows.ts";
import { checkRoomSealing, checkSealing, type Sealing } from "./sealing.ts";

/** Most encrypted reactions to one message. */
const MAX_SEALED_REACTIONS = 20;

/** A change of a message that is encrypted. */
type SealedChange = Sealing & {
  message: number;
  nonce: string | undefined;
  limits?: StorageLimits;
};

/** What a change has come to; `duplicate` when its nonce named one that had been made before. */
type Repeatable = Changed & { duplicate: boolean };

/** Entries about encrypted messages. */
export interface SealedEntries {
  /** A message to another account that only the two can read. */
  say_sealed: {
    fields: Sealing & {
      to: string;
      authorName: string;
      content: SealedContent;
      nonce: string | undefined;
      limits?: StorageLimits;
    };
    result: Posted & { recipient: { id: number; name: string } };
  };
  /** A message in a room that only those who were let in can read. */
  say_sealed_room: {
    fields: Sealing & {
      room: string;
      authorName: string;
      content: SealedContent;
      nonce: string | undefined;
      limits?: StorageLimits;
    };
    result: Posted & { room: RoomRecord };
  };
  /** Something else in the place of one's own encrypted message. */
  edit_sealed: {
    fields: SealedChange & { sealed: string };
    result: Repeatable & { content: SealedContent | undefined };
  };
  /** A reaction to a message that only the two can read. */
  react_sealed: { fields: SealedChange & { sealed: Bytes }; result: Repeatable };
  /** Takes one's own encrypted reaction back, by its number; undefined when it is not there. */
  unreact_sealed: {
    fields: { message: number; reaction: number };
    result: Changed | undefined;
  };
}

/** Applies {@linkcode SealedEntries}. */
export const SEALED_APPLIERS: Appliers<SealedEntries> = {
  say_sealed(store, entry) {
    const known = posted(store, entry);
    if (known !== undefined) return { ...known, recipient: { id: 0, name: entry.to } };
    const { actor: account, content, epoch } = entry;
    const recipient = accountNamed(store, entry.to);
    checkPrivateVoice(store, account, recipient.id);
    const existing = conversationOf(store, account, recipient.id);
    const storeKey = checkSealing(store, entry, {
      conversation: existing?.id,
      logs: [...new Set([account, recipient.id])].map((id) => currentLog(store, id)),
    });
    const screened = { content, isMasked: false, flaggedBy: undefined };
    const writing = { ...entry, replyTo: undefined, epoch };
    const noteRoom = checkRoom(store, writing, { screened, room: undefined });
    const conversation = existing?.id ?? addConversation(store, entry, recipient.id);
    storeKey(conversation);
    const message = post(store, writing, { conversation, screened, place: undefined });
    if (existing?.isEncrypted !== true) {
      store.run(
        "UPDATE conversations SET encrypted_from = ? WHERE id = ?",
        message.id,
        conversation,
      );
    }
    noteRoom();
    const { id, name } = recipient;
    return { ...message, recipient: { id, name } };
  },

  say_sealed_room(store, entry) {
    const known = posted(store, entry);
    if (known !== undefined) return { ...known, room: { id: 0, name: entry.room } };
    const { actor: account, content, epoch } = entry;
    const place = admitToRoom(store, account, entry.room, "write");
    if (!place.isEncryptedRoom) throw new ChatError("bad_sealed", NOT_ENCRYPTED);
    checkVoice(store, account, place);
    const notePace = checkPace(store, account, place);
    const storeKey = checkRoomSealing(store, entry, place.id);
    const screened = { content, isMasked: false, flaggedBy: undefined };
    const writing = { ...entry, replyTo: undefined, epoch };
    const noteRoom = checkRoom(store, writing, { screened, room: place.id });
    storeKey(place.id);
    const message = post(store, writing, { conversation: place.id, screened, place: undefined });
    notePace();
    noteRoom();
    return { ...message, room: { id: place.id, name: place.name } };
  },

  edit_sealed(store, entry) {
    const { actor: account, message, sealed, epoch, limits, timeMs } = entry;
    const known = changedBefore(store, entry);
    const found = admitToMessage(store, account, message);
    if (known !== undefined) {
      return { ...changed(store, found, known), duplicate: true, content: undefined };
    }
    demand(found.place, "edit_own");
    if (found.author !== account) {
      throw new ChatError("no_right", "Only its author can edit a message");
    }
    if (found.content.kind !== "sealed") {
      throw new ChatError("bad_sealed", "This message was not encrypted, so it stays that way");
    }
    const notePace = checkPace(store, account, found.place);
    const { storeKey } = admitSealed(store, entry, found);
    const content = withSealed(found.content, sealed);
    const noteText = checkTextRoom(store, { account, content, limits, timeMs });
    storeKey(found.place.id);
    const id = store.nextId();
    keepFormerText(store, {
      message,
      text: "",
      sealed: columnsOf(found.content).sealed,
      epoch: Number(found.row["epoch"]),
      timeMs,
    });
    store.run(
      "UPDATE messages SET sealed = ?, epoch = ?, changed_id = ?, edited_ms = ? WHERE id = ?",
      columnsOf(content).sealed,
      epoch,
      id,
      timeMs,
      message,
    );
    notePace();
    noteText();
    noteNonce(store, entry, id);
    const done = changed(store, found, { id, account, timeMs });
    return { ...done, duplicate: false, content };
  },

  react_sealed(store, entry) {
    const { actor: account, message, sealed, timeMs } = entry;
    const known = changedBefore(store, entry);
    const found = admitToMessage(store, account, message);
    if (known !== undefined) return { ...changed(store, found, known), duplicate: true };
    demand(found.place, "react");
    const { storeKey } = admitSealed(store, entry, found);
    const row = store.get(
      `SELECT (SELECT count(*) FROM sealed_reactions WHERE message = ?1) +
         (SELECT count(DISTINCT emoji) FROM reactions WHERE message = ?1) AS count`,
      message,
    );
    if (Number(row?.["count"]) >= MAX_SEALED_REACTIONS) throw new ChatError("too_many_reactions");
    const content = sealedContent(toBase64url(sealed));
    const noteText = checkTextRoom(store, { account, content, limits: entry.limits, timeMs });
    storeKey(found.place.id);
    const id = store.nextId();
    // With its key the conversation is encrypted from here on, as with a message.
    store.run(
      "UPDATE conversations SET encrypted_from = ? WHERE id = ? AND encrypted_from IS NULL",
      id,
      found.place.id,
    );
    store.run(
      "INSERT INTO sealed_reactions (id, message, account, sealed) VALUES (?, ?, ?, ?)",
      id,
      message,
      account,
      sealed,
    );
    store.run("UPDATE messages SET changed_id = ? WHERE id = ?", id, message);
    noteText();
    noteNonce(store, entry, id);
    return { ...changed(store, found, { id, account, timeMs }), duplicate: false };
  },

  unreact_sealed(store, { actor: account, message, reaction, timeMs }) {
    const found = admitToMessage(store, account, message);
    demand(found.place, "react");
    const { changes } = store.run(
      "DELETE FROM sealed_reactions WHERE id = ? AND message = ? AND account = ?",
      reaction,
      message,
      account,
    );
    if (changes === 0) return undefined;
    const id = store.nextId();
    store.run("UPDATE messages SET changed_id = ? WHERE id = ?", id, message);
    return changed(store, found, { id, account, timeMs });
  },
};

const NOT_ENCRYPTED = "This room is not encrypted";

/** Sees to it that the change of a message may be encrypted like this, by whoever may write there. */
function admitSealed(
  store: WriteStore,
  entry: SealedChange & { actor: number; timeMs: number },
  { place }: AdmittedMessage,
): { storeKey: (conversation: number) => void } {
  const { actor } = entry;
  if (place.kind !== "direct") {
    if (!place.isEncryptedRoom) throw new ChatError("bad_sealed", NOT_ENCRYPTED);
    checkVoice(store, actor, place);
    return { storeKey: checkRoomSealing(store, entry, place.id) };
  }
  const row = store.get("SELECT low, high FROM conversations WHERE id = ?", place.id);
  const accounts = [Number(row?.["low"]), Number(row?.["high"])];
  checkPrivateVoice(store, actor, accounts.find((account) => account !== actor) ?? actor);
  const logs = [...new Set(accounts)].map((account) => currentLog(store, account));
  return { storeKey: checkSealing(store, entry, { conversation: place.id, logs }) };
}

/** The change of this message that the account made with the same nonce within the last day. */
function changedBefore(
  store: Store,
  { actor: account, nonce, message, timeMs }: {
    actor: number;
    nonce: string | undefined;
    message: number;
    timeMs: number;
  },
): { id: number; account: number; timeMs: number } | undefined {
  if (nonce === undefined) return undefined;
  const row = store.get(
    `SELECT change, time_ms FROM change_nonces
     WHERE account = ? AND nonce = ? AND message = ? AND time_ms >= ?`,
    account,
    nonce,
    message,
    timeMs - NONCE_LIFETIME_MS,
  );
  if (row === undefined) return undefined;
  return { id: Number(row["change"]), account, timeMs: Number(row["time_ms"]) };
}

function noteNonce(
  store: WriteStore,
  { actor: account, nonce, message, timeMs }: {
    actor: number;
    nonce: string | undefined;
    message: number;
    timeMs: number;
  },
  change: number,
): void {
  if (nonce === undefined) return;
  store.run(
    `INSERT OR REPLACE INTO change_nonces (account, nonce, message, change, time_ms)
     VALUES (?, ?, ?, ?, ?)`,
    account,
    nonce,
    message,
    change,
    timeMs,
  );
}
