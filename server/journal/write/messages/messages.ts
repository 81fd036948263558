/** Entries about messages: saying, editing, deleting, reacting. */
import type { Content } from "../../../../protocol/content/content.ts";
import { checkContent, withText } from "../../../../protocol/content/kinds.ts";
import { ChatError } from "../../../../protocol/errors.ts";
import type { Appliers } from "../../applier.ts";
import type { StorageLimits } from "../../files/storage_limits.ts";
import {
  accountNamed,
  actorOf,
  type Admitted,
  type AdmittedMessage,
  admitToMessage,
  admitToRoom,
  demand,
} from "../../gate.ts";
import { demandNotOutranked } from "../../ranks.ts";
import type { Store } from "../../database/store.ts";
import { checkTextRoom } from "../files/quotas.ts";
import { demandNoEncryption, demandPlain } from "../keys/encrypted_place.ts";
import { changeText } from "./change_text.ts";
import { roomCall } from "./mentions.ts";
import { type Hushing, type Posted, posted } from "./posted.ts";
import {
  addConversation,
  checkReply,
  checkRoom,
  conversationOf,
  hushed,
  type NewMessage,
  post,
} from "./post.ts";
import { removeText } from "./remove_text.ts";
import { screen, screenContent, type ScreeningResult, screeningResult } from "./screening.ts";
import { checkOutsider } from "../rooms/outsiders.ts";
import { checkPace, checkPrivateVoice, checkVoice } from "../order/restraints.ts";
import type { RoomRecord } from "../../records.ts";

/** Most different emoji under one message. */
const MAX_EMOJI_PER_MESSAGE = 20;

/** A conversation, whoever asks. */
type Place = Pick<Admitted, "id" | "kind" | "name">;

/** Where a changed message is: in a room, or between two accounts. */
export type ChangedPlace =
  | { room: RoomRecord }
  | { to: string; accounts: readonly number[] };

/** A message was changed; `id` is the one of the change. */
export interface Changed {
  id: number;
  timeMs: number;
  message: number;
  from: string;
  /** Who changed it. */
  by: string;
  place: ChangedPlace;
}

/** Entries about messages. */
export interface MessageEntries {
  /** A message in a room. */
  say_room: { fields: NewMessage & { room: string }; result: Posted & { room: RoomRecord } };
  /** A message to another account, which need not be online. */
  say_direct: {
    fields: NewMessage & { to: string };
    result: Posted & { recipient: { id: number; name: string } };
  };
  /** Another text for one's own message. */
  edit: {
    fields: { message: number; text: string; limits?: StorageLimits };
    result: Changed & ScreeningResult & Hushing & { content: Content };
  };
  /** Takes the text of a message away, with its edits and reactions. */
  delete: {
    fields: { message: number; reason?: string };
    /** `reason` is what is told of why. */
    result: Changed & { reason?: string };
  };
  /** Adds a reaction, or takes it back; undefined when it was so already. */
  react: {
    fields: { message: number; emoji: string; remove: boolean };
    result: Changed | undefined;
  };
}

/** Applies {@linkcode MessageEntries}. */
export const MESSAGE_APPLIERS: Appliers<MessageEntries> = {
  say_room(store, entry) {
    // Before anything that may have changed since: what was posted stays posted.
    const known = posted(store, entry);
    if (known !== undefined) return { ...known, room: { id: 0, name: entry.room } };
    const place = admitToRoom(store, entry.actor, entry.room, "write");
    if (place.isEncryptedRoom) throw new ChatError("encryption_required");
    checkVoice(store, entry.actor, place);
    checkOutsider(store, entry.actor, place);
    const notePace = checkPace(store, entry.actor, place);
    const screened = screenContent(store, {
      account: entry.actor,
      content: entry.content,
      place,
    });
    const noteRoom = checkRoom(store, entry, { screened, room: place.id });
    const message = post(store, entry, { conversation: place.id, screened, place });
    notePace();
    noteRoom();
    return { ...message, room: { id: place.id, name: place.name } };
  },

  say_direct(store, entry) {
    const known = posted(store, entry);
    if (known !== undefined) return { ...known, recipient: { id: 0, name: entry.to } };
    const recipient = accountNamed(store, entry.to);
    checkPrivateVoice(store, entry.actor, recipient.id);
    const existing = conversationOf(store, entry.actor, recipient.id);
    if (existing?.isEncrypted) demandNoEncryption(store, [entry.actor, recipient.id]);
    checkReply(store, entry, existing?.id ?? 0);
    const screened = screenContent(store, {
      account: entry.actor,
      content: entry.content,
      place: undefined,
    });
    const noteRoom = checkRoom(store, entry, { screened, room: undefined });
    const conversation = existing?.id ?? addConversation(store, entry, recipient.id);
    const { id, name } = recipient;
    const message = post(store, entry, { conversation, screened, place: undefined });
    noteRoom();
    return { ...message, recipient: { id, name } };
  },

  edit(store, { actor: account, message, text: given, limits, timeMs }) {
    const found = admitToMessage(store, account, message);
    demand(found.place, "edit_own");
    if (found.author !== account) {
      throw new ChatError("no_right", "Only its author can edit a message");
    }
    checkVoice(store, account, found.place);
    const { place } = found;
    demandPlain(store, found);
    const wanted = withText(found.content, given);
    checkContent(wanted);
    const notePace = checkPace(store, account, place);
    const screened = screenContent(store, { account, content: wanted, place });
    // What it carries besides its words stays what it was.
    const content = withText(found.content, screened.content.text);
    const noteText = checkTextRoom(store, { account, content, limits, timeMs });
    const call = roomCall(store, { account, content, place });
    const id = changeText(store, found, { author: account, content, call, timeMs });
    const result = screeningResult(store, screened, { message, place, author: account, timeMs });
    notePace();
    noteText();
    return {
      ...changed(store, found, { id, account, timeMs }),
      ...result,
      content,
      ...hushed(call),
    };
  },

  delete(store, { actor: account, message, reason: given, timeMs }) {
    const found = admitToMessage(store, account, message);
    demand(found.place, found.author === account ? "delete_own" : "delete_any");
    if (found.author !== account) demandNotOutranked(store, account, found.author, found.place);
    // Where everything is encrypted nothing is told that is not.
    const said = given === undefined || found.content.kind === "sealed"
      ? {}
      : { reason: screen(store, { account, text: given, place: found.place }).text };
    const id = removeText(store, found, timeMs);
    return { ...changed(store, found, { id, account, timeMs }), ...said };
  },

  react(store, { actor: account, message, emoji, remove, timeMs }) {
    const found = admitToMessage(store, account, message);
    demand(found.place, "react");
    if (!remove) {
      checkVoice(store, account, found.place);
      demandPlain(store, found);
    }
    const present = store.get(
      "SELECT 1 FROM reactions WHERE message = ? AND emoji = ? AND account = ?",
      message,
      emoji,
      account,
    ) !== undefined;
    if (present !== remove) return undefined;
    if (remove) {
      store.run(
        "DELETE FROM reactions WHERE message = ? AND emoji = ? AND account = ?",
        message,
        emoji,
        account,
      );
    } else {
      const others = otherEmoji(store, message, emoji);
      const isSealed = found.content.kind === "sealed";
      const sealed = isSealed ? sealedReactions(store, message) : 0;
      if (others + sealed >= MAX_EMOJI_PER_MESSAGE) {
        throw new ChatError("too_many_reactions");
      }
      store.run(
        "INSERT INTO reactions (message, emoji, account) VALUES (?, ?, ?)",
        message,
        emoji,
        account,
      );
    }
    const id = store.nextId();
    store.run("UPDATE messages SET changed_id = ? WHERE id = ?", id, message);
    return changed(store, found, { id, account, timeMs });
  },
};

/** How many other emoji a message has, each looked up once, however many have said them. */
function otherEmoji(store: Store, message: number, emoji: string): number {
  const row = store.get(
    `WITH RECURSIVE each(emoji) AS (
       SELECT min(emoji) FROM reactions WHERE message = ?1
       UNION ALL SELECT (SELECT min(emoji) FROM reactions WHERE message = ?1 AND emoji > each.emoji)
       FROM each WHERE each.emoji IS NOT NULL)
     SELECT count(*) AS count FROM each WHERE emoji IS NOT NULL AND emoji <> ?2`,
    message,
    emoji,
  );
  return Number(row?.["count"]);
}

function sealedReactions(store: Store, message: number): number {
  const row = store.get(
    "SELECT count(*) AS count FROM sealed_reactions WHERE message = ?",
    message,
  );
  return Number(row?.["count"]);
}

/** What a change `id` to a message comes to. */
export function changed(
  store: Store,
  { id: message, author, place }: Pick<AdmittedMessage, "id" | "author"> & { place: Place },
  { id, account, timeMs }: { id: number; account: number; timeMs: number },
): Changed {
  const from = shownName(store, author);
  const by = actorOf(store, account).name;
  return { id, timeMs, message, from, by, place: changedPlace(store, place, author) };
}

function changedPlace(store: Store, place: Place, author: number): ChangedPlace {
  if (place.kind !== "direct") return { room: { id: place.id, name: place.name } };
  const row = store.get("SELECT low, high FROM conversations WHERE id = ?", place.id);
  const [low, high] = [Number(row?.["low"]), Number(row?.["high"])];
  const to = author === low ? high : low;
  return { to: shownName(store, to), accounts: [low, high] };
}

function shownName(store: Store, account: number): string {
  return String(store.get("SELECT name FROM accounts WHERE id = ?", account)?.["name"]);
}
